import type { Part } from '../part.ts'

export const search: Part = {}
