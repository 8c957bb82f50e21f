/** The form of a person's bundle: one JSON document, with its counts at the end. Described in docs/export.md. */
import { z } from 'zod'

export const personFormat = 'watchword-person'
export const personFormatVersion = 1

const count = z.int().min(0)

const placeSchema = z.object({
  place: z.string(),
  /** As they stand in the store, by the names of its columns; the columns that the inventory exports. */
  rows: z.array(z.record(z.string(), z.unknown())),
})

const categorySchema = z.object({
  id: z.string(),
  /** In plain words. */
  name: z.string(),
  /** `controller`: ours to decide about; `processor`: processed for a workspace. */
  roles: z.array(z.enum(['controller', 'processor'])),
  purposes: z.array(z.object({ purpose: z.string(), basis: z.string() })),
  sources: z.array(z.string()),
  recipients: z.array(
    z.object({ name: z.string(), purpose: z.string(), region: z.string(), transfer: z.string().nullable() }),
  ),
  retention: z.array(z.string()),
  places: z.array(placeSchema),
  /** What there is and is not in here: that there is one, and since when. */
  facts: z.array(
    z.object({ place: z.string(), fields: z.array(z.string()), rows: count, since: z.string().nullable() }),
  ),
  leftOut: z.array(z.object({ place: z.string(), fields: z.array(z.string()), reason: z.string() })),
})
export type CategoryHead = Omit<z.infer<typeof categorySchema>, 'places'>

export const personBundleSchema = z.object({
  format: z.literal(personFormat),
  version: z.literal(personFormatVersion),
  schema: z.string(),
  id: z.string(),
  exportedAt: z.iso.datetime(),
  program: z.string(),
  from: z.string(),
  person: z.object({ userId: z.string().nullable(), addresses: z.array(z.string()) }),
  policy: z.object({ version: z.string(), effectiveAt: z.iso.datetime(), url: z.string() }),
  controller: z.object({
    name: z.string(),
    address: z.string(),
    country: z.string(),
    contacts: z.array(z.object({ role: z.string(), address: z.string() })),
  }),
  rights: z.array(z.string()),
  categories: z.array(categorySchema),
  /** Content of workspaces that concerns the person. Their admins decide about it and are the ones to ask. */
  workspaces: z.array(
    z.object({
      id: z.string(),
      slug: z.string(),
      name: z.string(),
      content: z.array(z.object({ category: z.string(), name: z.string(), place: z.string(), rows: count })),
    }),
  ),
  /** Rows above, by category and place. Without them the file is not whole. */
  counts: z.array(z.object({ category: z.string(), place: z.string(), rows: count })),
})
export type PersonBundle = z.infer<typeof personBundleSchema>

export const rights = [
  'You can have it corrected, and deleted where no law asks us to keep it.',
  'You can ask us to restrict what we do with it, and object to what rests on our interest.',
  'You can withdraw a consent at any time; what was done before stays lawful.',
  'You can take it with you: this file is machine-readable, and its schema is published.',
  'You can complain to a supervisory authority, in the country where you live or work, or where it happened.',
]
