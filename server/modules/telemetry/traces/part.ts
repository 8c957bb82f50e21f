import type { Part } from '../part.ts'

export const traces: Part = {}
