import { checkDeployment, type Deployed } from './check-deployment.ts';

/** The parts of osls that this plugin touches. */
interface Serverless extends Deployed {
  readonly processedInput: Deployed['processedInput'] & { readonly commands: readonly string[] };
  readonly pluginManager: { readonly plugins: readonly object[] };
}

/**
 * A plugin of osls with which `serverless package` needs neither a network nor credentials.
 *
 * Where there is a layer, osls asks CloudFormation whether the deployed stack has the same one already, so that it need
 * not be uploaded again. That is worth asking before a deployment, which this leaves alone; `package` uploads nothing.
 *
 * Before either, what is wrong with the deployment is told here, where it costs nothing.
 */
export default class PackageWithoutAws {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor(serverless: Serverless) {
    this.hooks = {
      'before:package:cleanup': () => checkDeployment(serverless),
      'before:package:compileLayers': () => {
        if (serverless.processedInput.commands[0] !== 'package') return;
        const layers = serverless.pluginManager.plugins.find((plugin) => 'compareWithLastLayer' in plugin);
        if (!layers)
          throw new Error('osls compiles layers in another place than it did; see lib/cli/package-without-aws.ts');
        Reflect.set(layers, 'compareWithLastLayer', async () => {});
      },
    };
  }
}
