/** Ids as programs make them. */
import { randomBytes } from 'node:crypto'

export const newTraceId = (): string => randomBytes(16).toString('hex')
export const newSpanId = (): string => randomBytes(8).toString('hex')
