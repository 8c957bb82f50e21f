import type { Part } from '../part.ts'

export const sourceMaps: Part = {}
