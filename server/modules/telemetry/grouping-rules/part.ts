import type { Part } from '../part.ts'

export const groupingRules: Part = {}
