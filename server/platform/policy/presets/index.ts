import type { PolicyProfile } from '../profile.ts'
import { ahurasense } from './ahurasense.ts'
import { cabinet } from './cabinet.ts'
import { dsentr } from './dsentr.ts'
import { opsentry } from './opsentry.ts'
import { sensra } from './sensra.ts'
import { strict } from './strict.ts'

/** `strict` is what holds when nobody chose; a looser one is a conscious choice. */
export const presets: Readonly<Record<string, PolicyProfile>> = {
  strict,
  sensra,
  opsentry,
  cabinet,
  ahurasense,
  dsentr,
}
