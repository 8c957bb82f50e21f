import type { Part } from '../part.ts'

export const logTemplates: Part = {}
