/** The policy: its sections in the order of the page. */
import { about, dates } from './about.ts'
import { collect } from './collect.ts'
import { cookies } from './cookies.ts'
import { changes, children, contact, transfers } from './rest.ts'
import { retention } from './retention.ts'
import { rights } from './rights.ts'
import type { Section } from './rule.ts'
import { security } from './security.ts'
import { share } from './share.ts'
import { use } from './use.ts'

export const policySections: readonly Section[] = [
  dates,
  about,
  collect,
  use,
  share,
  retention,
  rights,
  cookies,
  security,
  transfers,
  children,
  changes,
  contact,
]
