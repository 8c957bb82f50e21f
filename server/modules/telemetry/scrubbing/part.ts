import type { Part } from '../part.ts'

export const scrubbing: Part = {}
