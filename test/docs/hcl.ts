/**
 * As much of Terraform's language as the documents use: blocks, and arguments of one line. What it
 * does not know of is a fault.
 *
 * https://developer.hashicorp.com/terraform/language/syntax/configuration
 */
const value = /^("[^"]*"|\d+|true|false|string|[a-z_]+(\.\w+)+|file\("[^"]+"\)|\[.*\])$/;

export interface HclBlock {
  /** Like `resource "aws_cloudfront_function" "authorize"`. */
  readonly header: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly blocks: readonly HclBlock[];
}

/** @throws {Error} that names the line */
export function parseHcl(text: string): HclBlock[] {
  const lines = text.split('\n').map((line) => line.trim());
  let at = 0;

  function body(isWhole: boolean): Omit<HclBlock, 'header'> {
    const attributes: Record<string, string> = {};
    const blocks: HclBlock[] = [];
    for (; at < lines.length; at++) {
      const line = lines[at]!;
      const opening = /^([a-z_]+(?: "[\w-]+")*) \{$/.exec(line);
      const attribute = /^([a-z_]+) += (.+)$/.exec(line);
      if (line === '') continue;
      if (line === '}' && !isWhole) return { attributes, blocks };
      if (opening) {
        at += 1;
        blocks.push({ header: opening[1]!, ...body(false) });
      } else if (attribute && !isWhole && checkValue(attribute[2]!)) {
        if (attributes[attribute[1]!] !== undefined) throw new Error(`twice: ${line}`);
        attributes[attribute[1]!] = attribute[2]!;
      } else {
        throw new Error(`line ${at + 1} is not understood: ${line}`);
      }
    }
    if (!isWhole) throw new Error('a block is not closed');
    return { attributes, blocks };
  }

  return body(true).blocks as HclBlock[];
}

function checkValue(text: string): boolean {
  if (!value.test(text)) return false;
  if (!text.startsWith('[')) return true;
  return text
    .slice(1, -1)
    .split(', ')
    .every((item) => value.test(item));
}
