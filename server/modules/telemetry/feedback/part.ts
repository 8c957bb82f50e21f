import type { Part } from '../part.ts'

export const feedback: Part = {}
