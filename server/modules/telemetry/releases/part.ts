import type { Part } from '../part.ts'

export const releases: Part = {}
