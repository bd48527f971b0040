/** The page that a deployed site shows where it has nothing. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { notFound, notFoundPath } from '../../token-exchange/pages/index.ts';
import { folderWith } from '../functions/after/files.ts';
import { europe, resourcesOf, siteStack, templateOf } from './stacks.ts';

type Props = Parameters<typeof siteStack>[0];

const templateFor = (props: Props) => templateOf(siteStack(props).stack);

function distributionOf(props: Props) {
  const [[, properties] = []] = resourcesOf(templateFor(props), 'AWS::CloudFront::Distribution');
  return properties?.['DistributionConfig'] as {
    readonly CustomErrorResponses: readonly { readonly ErrorCode: number }[];
    readonly DefaultRootObject?: string;
  };
}

/** What CloudFront may do with the site's bucket. */
function actionsOf(props: Props): unknown[] {
  return resourcesOf(templateFor(props), 'AWS::S3::BucketPolicy').flatMap(([, properties]) => {
    const { Statement } = properties['PolicyDocument'] as {
      Statement: { Effect: string; Action: string | string[]; Principal: { Service?: string } }[];
    };
    return Statement.filter(
      ({ Effect, Principal }) =>
        Effect === 'Allow' && Principal.Service === 'cloudfront.amazonaws.com',
    ).flatMap(({ Action }) => Action);
  });
}

test('what is not there is 404, with the page, and nobody keeps it', () => {
  const found = distributionOf({}).CustomErrorResponses.filter(
    ({ ErrorCode }) => ErrorCode === 404,
  );
  expect(found).toEqual([
    { ErrorCode: 404, ErrorCachingMinTTL: 0, ResponseCode: 404, ResponsePagePath: notFoundPath },
  ]);
});

test('the page is opened by a rule', () => {
  const [[, fn] = []] = resourcesOf(
    templateFor({ rules: [{ path: '/*', allow: 'session' }] }),
    'AWS::CloudFront::Function',
  );
  expect(String(fn?.['FunctionCode'])).toContain(notFoundPath);
});

test('the page is uploaded with the site, and links the style sheet of its auth path', () => {
  const app = new App({ builtinCloudFormationValidation: false });
  const theme = { productName: 'Handbook' };
  siteStack({ theme, authPath: '/sign-in' }, new Stack(app, 'Test', europe));
  const { directory } = app.synth();
  const uploaded = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(notFoundPath))
    .map((name) => readFileSync(`${directory}/${name}`, 'utf8'));
  expect(uploaded).toEqual([notFound('/sign-in', theme)]);
  expect(uploaded[0]).toContain('href="/sign-in/style"');
  expect(uploaded[0]).toContain('Page not found · Handbook');
});

describe('a page of the site’s own', () => {
  const directory = folderWith({ '404.html': '<title>Nothing</title>', 'de/404.html': '' });
  const own = (notFoundPage: string): Props => ({ notFoundPage, directory });

  test('stands in its place, and is open to everybody', () => {
    const [found] = distributionOf(own('/404.html')).CustomErrorResponses.filter(
      ({ ErrorCode }) => ErrorCode === 404,
    );
    expect(found).toMatchObject({ ResponseCode: 404, ResponsePagePath: '/404.html' });
    const [[, fn] = []] = resourcesOf(
      templateFor({ ...own('/de/404.html'), rules: [{ path: '/*', allow: 'session' }] }),
      'AWS::CloudFront::Function',
    );
    expect(String(fn?.['FunctionCode'])).toContain('"/de/404.html"');
    expect(String(fn?.['FunctionCode'])).not.toContain(notFoundPath);
  });

  test('may be opened by a rule of one’s own, and by no other', () => {
    const withRule = (allow: 'public' | 'session') => () =>
      templateFor({ ...own('/404.html'), rules: [{ path: '/404.html', allow }] });
    expect(withRule('public')).not.toThrow();
    expect(withRule('session')).toThrow(
      'rules[0] (/404.html) is never reached: the rule of the site itself (/404.html) matches first',
    );
  });

  test('may be one of the files besides those of the folder', () => {
    const files = { 'oops.html': `${directory}/404.html` };
    expect(() => templateFor({ ...own('/oops.html'), files })).not.toThrow();
  });

  test.each([
    ...['/none.html', '/de'].map((page) => [
      page,
      `notFoundPage is ${page}, and there is no such file in ${directory}`,
    ]),
    ...['404.html', '/', '/*', '/404.html?x', '/a/', '//404.html', '/de/../404.html'].map(
      (page) => [page, `notFoundPage (${page}) has to be the path of one page, like /404.html`],
    ),
  ])('%s is none', (page, fault) => {
    expect(() => templateFor(own(page))).toThrow(fault);
  });
});

describe('the list of what is in the bucket', () => {
  test('is open to CloudFront, which never asks for it', () => {
    expect(actionsOf({})).toEqual(['s3:GetObject', 's3:ListBucket']);
    expect(distributionOf({}).DefaultRootObject).toBe('index.html');
    expect(distributionOf({ indexDocument: 'main.html' }).DefaultRootObject).toBe('main.html');
  });

  const ownCode = () => folderWith({ 'after.js': 'export default (request) => request;' });

  test.each<[string, () => Props]>([
    ['without an index document', () => ({ indexDocument: null })],
    [
      'with code of one\u2019s own, which chooses paths',
      () => ({ afterAuthorize: `${ownCode()}/after.js` }),
    ],
  ])('is closed %s', (_name, props) => {
    expect(actionsOf(props())).toEqual(['s3:GetObject']);
    expect(distributionOf(props())).not.toHaveProperty('DefaultRootObject');
  });
});
