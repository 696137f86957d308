import { existsSync, readFileSync } from 'node:fs';
import { placeHere } from './place.ts';

const POLL_MS = 100;

// Before each file of the project: the image is built while others run, and one of the two comes for certain.
const { root, failure } = placeHere();
while (!existsSync(root) && !existsSync(failure)) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
if (existsSync(failure)) throw new Error(`The image could not be built: ${readFileSync(failure, 'utf8')}`);
