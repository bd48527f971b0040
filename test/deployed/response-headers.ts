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
      const headers = [...custom, ...security];
      return {
        override: true,
        set: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
        keep: headers.filter(({ override }) => !override).map(({ name }) => name),
      };
    }),
  );
}

interface Header {
  readonly name: string;
  readonly value: string;
  readonly override: boolean;
}

function customHeaders(config: Fields): Header[] {
  return config.objects('Items', (item) => ({
    name: item.text('Header').toLowerCase(),
    value: item.text('Value'),
    override: item.flag('Override'),
  }));
}

function securityHeaders(config: Fields): Header[] {
  const header = (field: string, name: string, valueOf: (fields: Fields) => string): Header[] => {
    const found = config.optionalObject(field, (fields) => ({
      name,
      value: valueOf(fields),
      override: fields.flag('Override'),
    }));
    return found ? [found] : [];
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
