/** What is in the buckets of a template, once its uploads are through. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeployedStack } from './stack.ts';

export interface SiteFiles {
  /** The folder with a bucket's files; `undefined` where nothing was uploaded. */
  folderOf(bucket: string): string | undefined;
  remove(): void;
}

/** Unpacks the uploads, later ones over earlier ones, as the provider of aws-cdk-lib does. */
export function uploadFiles(stack: DeployedStack): SiteFiles {
  const folders = new Map<string, string>();
  stack.all('Custom::CDKBucketDeployment', (fields) => {
    fields.idle('ServiceToken', 'SourceBucketNames', 'OutputObjectKeys');
    // What becomes of files from before, and of what is cached: here are neither.
    fields.idle('Prune', 'RetainOnDelete', 'WaitForDistributionInvalidation');
    fields.idle('DistributionId', 'DistributionPaths');
    const bucket = fields.text('DestinationBucketName');
    const folder = folders.get(bucket) ?? mkdtempSync(join(tmpdir(), 'latchkey-bucket-'));
    folders.set(bucket, folder);
    for (const key of fields.texts('SourceObjectKeys')) {
      cpSync(stack.assembly.asset(key), folder, { recursive: true });
    }
  });
  return {
    folderOf: (bucket) => folders.get(bucket),
    remove() {
      for (const folder of folders.values()) rmSync(folder, { recursive: true, force: true });
    },
  };
}
