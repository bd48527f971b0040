/** What a value becomes in AWS's XML: members are elements, and a list repeats its element. */
export type XmlValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

/** An element; `null` and `undefined` are none. */
export function element(name: string, value: XmlValue, namespace = ''): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map((item: XmlValue) => element(name, item)).join('');
  const content =
    typeof value === 'object'
      ? Object.entries(value)
          .map(([key, member]) => element(key, member))
          .join('')
      : escapeXml(String(value));
  return `<${name}${namespace && ` xmlns="${namespace}"`}>${content}</${name}>`;
}

/** The list as CloudFront writes it: how many, and which. */
export function countedList(name: string, items: readonly XmlValue[]): XmlValue {
  return { Quantity: items.length, ...(items.length > 0 && { Items: { [name]: items } }) };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
