import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}
interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

const run = promisify(execFile);
const directories: string[] = [];

/** What `npm run package` makes for a stage, where there is neither a network to AWS nor a credential. */
async function packaged(stage: string): Promise<{ template: Template; files: string[] }> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-package-'));
  directories.push(directory);
  const { PATH, HOME = directory } = process.env;
  const env = { PATH, HOME, AWS_EC2_METADATA_DISABLED: 'true', HTTPS_PROXY: 'http://127.0.0.1:9' };
  await run('serverless', ['package', '--stage', stage, '--package', directory], { env });
  const template = await readFile(join(directory, 'cloudformation-template-update-stack.json'), 'utf8');
  return { template: JSON.parse(template), files: await readdir(directory) };
}

let dev: Awaited<ReturnType<typeof packaged>>;
let prod: Awaited<ReturnType<typeof packaged>>;

beforeAll(async () => {
  dev = await packaged('dev');
  prod = await packaged('prod');
});
afterAll(() => Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true }))));

const ofType = ({ template }: typeof dev, type: string) =>
  Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);

const properties = ({ template }: typeof dev, name: string) => template.Resources[name]?.Properties ?? {};

/** The permissions of a role as `action resource` pairs. */
function grants(resource: Resource): string[] {
  const policies = resource.Properties.Policies as { PolicyDocument: { Statement: Grant[] } }[];
  return policies.flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.flatMap(({ Action, Resource, Effect }) =>
      [Action].flat().map((action) => `${Effect} ${action} ${JSON.stringify(Resource)}`),
    ),
  );
}
interface Grant {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

describe('the template of prod', () => {
  const alias = { 'Fn::Join': [':', [{ 'Fn::GetAtt': ['TranscodeLambdaFunction', 'Arn'] }, 'provisioned']] };

  test('keeps 50 environments warm on the alias, and lets 50 streams run at once', () => {
    expect(properties(prod, 'TranscodeLambdaFunction')).toMatchObject({
      ReservedConcurrentExecutions: 50,
      Timeout: 900,
    });
    expect(properties(prod, 'TranscodeProvConcLambdaAlias')).toMatchObject({
      Name: 'provisioned',
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 50 },
    });
  });

  test('points the URL at the alias: $LATEST has nothing left of the 50, and would answer 429', () => {
    expect(properties(prod, 'TranscodeLambdaFunctionUrl')).toMatchObject({
      TargetFunctionArn: alias,
      InvokeMode: 'RESPONSE_STREAM',
      AuthType: 'NONE',
    });
  });

  test('allows everybody both actions that a public URL needs, on the alias', () => {
    const permissions = ofType(prod, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
    expect(permissions).toContainEqual({
      FunctionName: alias,
      Action: 'lambda:InvokeFunctionUrl',
      Principal: '*',
      FunctionUrlAuthType: 'NONE',
    });
    expect(permissions).toContainEqual({
      FunctionName: alias,
      Action: 'lambda:InvokeFunction',
      Principal: '*',
      InvokedViaFunctionUrl: true,
    });
  });
});

describe('the template of dev', () => {
  test('keeps nothing warm, which costs nothing, and limits streams all the same', () => {
    expect(ofType(dev, 'AWS::Lambda::Alias')).toEqual([]);
    expect(properties(dev, 'TranscodeLambdaFunction')).toMatchObject({ ReservedConcurrentExecutions: 50 });
  });
});

describe('every stage', () => {
  const stages = () => [dev, prod];

  test('has the layer, for the functions’ own architecture, on both functions', () => {
    for (const stage of stages()) {
      expect(properties(stage, 'FfmpegLambdaLayer')).toMatchObject({ CompatibleArchitectures: ['x86_64'] });
      for (const [, { Properties }] of ofType(stage, 'AWS::Lambda::Function')) {
        expect(Properties).toMatchObject({
          Layers: [{ Ref: 'FfmpegLambdaLayer' }],
          Architectures: ['x86_64'],
          Runtime: 'nodejs24.x',
        });
      }
      expect(stage.files).toEqual(expect.arrayContaining(['ffmpeg.zip', 'health.zip', 'transcode.zip']));
    }
  });

  test('lets a role write into its own log group, and do nothing else', () => {
    for (const stage of stages()) {
      const roles = ofType(stage, 'AWS::IAM::Role');
      expect(roles.map(([name]) => name).sort()).toEqual(['HealthRole', 'TranscodeRole']);
      for (const [name, role] of roles) {
        const group = JSON.stringify({ 'Fn::GetAtt': [name.replace('Role', 'LogGroup'), 'Arn'] });
        expect(grants(role).sort()).toEqual([
          `Allow logs:CreateLogStream ${group}`,
          `Allow logs:PutLogEvents ${group}`,
        ]);
        expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
      }
    }
  });

  test('deletes logs after a while', () => {
    for (const stage of stages()) {
      for (const [, { Properties }] of ofType(stage, 'AWS::Logs::LogGroup'))
        expect(Properties.RetentionInDays).toBe(14);
      expect(ofType(stage, 'AWS::Logs::LogGroup')).toHaveLength(2);
    }
  });

  test('lets no private source in: SOURCE_ALLOW is never set', () => {
    for (const stage of stages()) expect(JSON.stringify(stage.template)).not.toContain('SOURCE_ALLOW');
  });
});
