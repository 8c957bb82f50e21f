import type { Part } from '../part.ts'

export const quotas: Part = {}
