/** What can be checked, and checking it once. When, how often and what follows from it is decided elsewhere. */
export { describeTarget } from './describe-target.ts'
export { checkCodes, type CheckCode, type CheckOptions, type CheckResult, type CheckServices } from './result.ts'
export { runCheck } from './run-check.ts'
export { putSecrets, takeSecrets, type CheckSecrets } from './secrets.ts'
export { checkSpec, checkTypes, type CheckSpec, type CheckType } from './spec.ts'
