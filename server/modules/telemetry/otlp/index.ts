/** OpenTelemetry's protocol over HTTP: what its requests say, in our words, and how it is answered. */
export { encodingOf, failure, success, unknownType, type Encoding, type Signal } from './answers.ts'
export { createIdentify, type Identify } from './identify.ts'
export { maxBodyBytes, sameErrorMs } from './limits.ts'
export { readLogs, readSpans, type Arrival } from './take-batch.ts'
export * as json from './json.ts'
export * as protobuf from './protobuf.ts'
