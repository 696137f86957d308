/** The process of `startOrigin`: serves the files that it is told of until its parent lets go of it. */
import { serveFiles } from '../fixtures/servers.ts';

process.once('message', async (files: Parameters<typeof serveFiles>[0]) => {
  const { url, hostPort, close } = await serveFiles(files);
  process.once('disconnect', close);
  process.send?.({ url, hostPort });
});
