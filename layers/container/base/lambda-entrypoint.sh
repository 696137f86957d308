#!/bin/sh
# The image's entry point, with the contract of AWS's bases: the handler is the only argument, and the runtime is told of it
# by _HANDLER. Where theirs would start the Runtime Interface Emulator, because nobody offers a Runtime API, this one says so.
if [ $# -ne 1 ]; then
  echo 'the handler is missing: give it as the only argument, as in dist/functions/transcode/index.handler' >&2
  exit 142
fi
if [ -z "$AWS_LAMBDA_RUNTIME_API" ]; then
  echo 'there is no Runtime API (AWS_LAMBDA_RUNTIME_API), and this base has no Runtime Interface Emulator' >&2
  exit 1
fi
export _HANDLER="$1"
exec "$LAMBDA_RUNTIME_DIR/bootstrap"
