import type { Part } from '../part.ts'

export const logs: Part = {}
