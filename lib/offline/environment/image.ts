import { ENTRY_POINT } from '../config/defaults.ts';
import type { FunctionDefinition } from '../types.ts';

/** `WORKDIR` of AWS's base images. */
const TASK_ROOT = '/var/task';

/** `ENV` of AWS's base images; a folder of the root does not tell what its image says. */
const IMAGE_VARIABLES: Readonly<Record<string, string>> = {
  LANG: 'en_US.UTF-8',
  TZ: ':/etc/localtime',
  PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
  LD_LIBRARY_PATH: '/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
  LAMBDA_TASK_ROOT: TASK_ROOT,
  LAMBDA_RUNTIME_DIR: '/var/runtime',
};

/** The program that goes into an image's root, and runs its entry point there: `CMD` is the handler. */
export const enterImage = (root: string, handler: string): string[] => [
  ...['unshare', '--root', root, '--wd', TASK_ROOT],
  ...[ENTRY_POINT, handler],
];

/**
 * Lambda's variables, of an environment that is an image: what the image says itself holds, unless the function says
 * something else. The handler is not among them, for the entry point is given that as its argument.
 */
export function imageVariables(
  variables: Readonly<Record<string, string>>,
  { environment }: FunctionDefinition,
): Record<string, string> {
  const { _HANDLER, ...lambdas } = variables;
  const images = Object.entries(IMAGE_VARIABLES).filter(([name]) => environment[name] === undefined);
  return { ...lambdas, ...Object.fromEntries(images), LAMBDA_TASK_ROOT: TASK_ROOT };
}
