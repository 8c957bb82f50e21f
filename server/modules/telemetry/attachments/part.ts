import type { Part } from '../part.ts'

export const attachments: Part = {}
