/** The text of each version as it was published, so that an old one can be read when the program has moved on. */
import type { Services } from '#platform/context'
import { inPlatformTransaction, sql } from '#platform/database'
import type { Schedule } from '#platform/schedule'
import { z } from 'zod'
import { publishedOf, type PolicyDocument } from './document.ts'

declare module '#platform/database' {
  interface Tables {
    policyTexts: { version: string; document: unknown; keptAt: Date }
  }
}

const textSchema = z.object({
  title: z.string(),
  sections: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      sentences: z.array(z.object({ ids: z.array(z.string()), text: z.string(), point: z.boolean() })),
      own: z.array(z.string()),
    }),
  ),
})
export type KeptText = z.infer<typeof textSchema>

export function textOf(document: PolicyDocument): KeptText {
  const sections = publishedOf(document.sections).map(({ id, title, sentences, own }) => ({
    id,
    title,
    sentences: sentences.map(({ ids, text, point }) => ({ ids: [...ids], text, point })),
    own,
  }))
  return { title: document.product, sections }
}

/** While a version is in force its text follows what is proved; afterwards nobody writes it. */
export async function keepText(services: Services, document: PolicyDocument): Promise<void> {
  const { now } = services
  await inPlatformTransaction(services, async ({ db }) => {
    const row = {
      version: document.version,
      document: sql`${JSON.stringify(textOf(document))}::jsonb`,
      keptAt: now(),
    }
    const query = db.insertInto('policyTexts').values(row)
    const { document: changed, keptAt } = row
    await query.onConflict((key) => key.column('version').doUpdateSet({ document: changed, keptAt })).execute()
  })
}

export async function findText(services: Services, version: string): Promise<KeptText | undefined> {
  const row = await inPlatformTransaction(services, ({ db }) =>
    db.selectFrom('policyTexts').select('document').where('version', '=', version).executeTakeFirst(),
  )
  return row && textSchema.parse(row.document)
}

export function keepTextSchedule(load: (services: Services) => Promise<PolicyDocument>): Schedule {
  return {
    name: 'site.keepText',
    purpose: 'compliance',
    reads: [],
    everySeconds: 3_600,
    run: async (services) => keepText(services, await load(services)),
  }
}
