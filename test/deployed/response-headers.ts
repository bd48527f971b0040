import type { ResponseHeadersPolicy } from '../../local/cloudfront/response-headers.ts';
import type { Fields } from './fields.ts';
import type { DeployedStack } from './stack.ts';

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html */
export function responseHeadersPolicyOf(stack: DeployedStack, id: string): ResponseHeadersPolicy {
  return stack.read(id, 'AWS::CloudFront::ResponseHeadersPolicy', (policy) =>
    policy.object('ResponseHeadersPolicyConfig', (config) => {
      config.idle('Name', 'Comment');
      const custom = config.optionalObject('CustomHeadersConfig', customHeaders) ?? [];
      const security = config.optionalObject('SecurityHeadersConfig', securityHeaders) ?? [];
      return { override: true, set: Object.fromEntries([...custom, ...security]) };
    }),
  );
}

type Header = readonly [name: string, value: string];

function customHeaders(config: Fields): Header[] {
  return config.objects('Items', (item) => {
    override(item);
    return [item.text('Header').toLowerCase(), item.text('Value')];
  });
}

function securityHeaders(config: Fields): Header[] {
  const header = (field: string, name: string, valueOf: (fields: Fields) => string): Header[] => {
    const value = config.optionalObject(field, (fields) => {
      override(fields);
      return valueOf(fields);
    });
    return value === undefined ? [] : [[name, value]];
  };
  return [
    ...header('ContentSecurityPolicy', 'content-security-policy', (fields) =>
      fields.text('ContentSecurityPolicy'),
    ),
    ...header('ContentTypeOptions', 'x-content-type-options', () => 'nosniff'),
    ...header('FrameOptions', 'x-frame-options', (fields) => fields.text('FrameOption')),
    ...header('ReferrerPolicy', 'referrer-policy', (fields) => fields.text('ReferrerPolicy')),
    ...header(
      'StrictTransportSecurity',
      'strict-transport-security',
      (fields) => `max-age=${fields.number('AccessControlMaxAgeSec')}`,
    ),
  ];
}

/** The local distribution has one answer to that for a whole policy. */
function override(fields: Fields): void {
  fields.only('Override', true);
}
