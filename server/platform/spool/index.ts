/** What lies between the arrival of telemetry and its being durable. */
export { createGroupCommit, type Spool, type GroupCommitOptions } from './group-commit.ts'
export { createNatsSpool, type NatsSpool } from './nats.ts'
