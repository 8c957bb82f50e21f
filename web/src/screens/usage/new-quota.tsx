import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { NewQuota, Project } from '../../api.ts'
import { SelectField, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card } from '../../components/screen.tsx'
import { toast } from '../../components/toast.tsx'
import { useForm } from '../../form.ts'
import { useClient, useWorkspace } from '../../session.ts'
import { works } from '../keys/key-state.ts'
import { projectsQuery } from '../projects/queries.ts'
import { allIngestKeysQuery, quotasQuery, usageQuery } from './queries.ts'
import { consequence, limitRule, quotaCategories, quotaWindows, readLimit, usedSoFar } from './quota-words.ts'

type Values = {
  /** `workspace`, `project:<id>` or `key:<id>`. */
  place: string
  category: NewQuota['category']
  window: NewQuota['window']
  limit: string
}

export function NewQuotaForm({ onClose }: { onClose: () => void }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const places = usePlaces()
  const { data: usage } = useQuery(usageQuery(slug))
  const form = useForm<Values>({
    initial: { place: 'workspace', category: 'error', window: 'day', limit: '' },
    rules: { limit: ({ limit }) => limitRule(limit) },
    draft: 'quota',
    submit: async (values) => {
      await client.createQuota({ body: { ...scopeOf(values), limit: readLimit(values.limit) ?? 0 } })
      await queryClient.invalidateQueries({ queryKey: quotasQuery(slug).queryKey })
      toast({ words: 'The quota holds within two seconds.' })
      onClose()
    },
  })
  const { values } = form
  const limit = readLimit(values.limit)
  const draft = limit === undefined ? undefined : { ...scopeOf(values), limit }
  const place = places.find(({ value }) => value === values.place)
  return (
    <Card className="mb-5 p-4">
      <FormFrame form={form} action="Add quota" onCancel={onClose}>
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
          <SelectField form={form} name="place" label="Of" options={places} />
          <SelectField form={form} name="category" label="Kind of data" options={quotaCategories} />
          <SelectField form={form} name="window" label="In" options={quotaWindows} />
          <TextField
            form={form}
            name="limit"
            label="At most"
            placeholder={values.category === 'attachment' ? '5 GB' : '100,000'}
            inputMode={values.category === 'attachment' ? 'text' : 'numeric'}
          />
        </div>
        {draft && (
          <p role="status" className="max-w-3xl rounded-md bg-degraded-soft px-3 py-2 text-degraded">
            {consequence(draft, place?.whose ?? 'the workspace', usage && usedSoFar(usage, draft))}
          </p>
        )}
      </FormFrame>
    </Card>
  )
}

function scopeOf({ place, category, window }: Values): Omit<NewQuota, 'limit'> {
  const [scope, id] = place.split(':')
  const rest = { category, window }
  if (id === undefined) return { scope: 'workspace', scopeId: null, ...rest }
  return { scope: scope === 'key' ? 'key' : 'project', scopeId: id, ...rest }
}

/** The workspace, its projects, and below each the keys that work, for those who may know of them. */
function usePlaces(): { value: string; word: string; whose: string }[] {
  const { slug, permissions } = useWorkspace()
  const { data } = useQuery(projectsQuery(slug))
  const projects: readonly Project[] = data?.items ?? []
  const ids = projects.map(({ id }) => id)
  const { data: keys = [] } = useQuery({
    ...allIngestKeysQuery(slug, ids),
    enabled: ids.length > 0 && permissions.includes('keys.read'),
  })
  const working = keys.filter((key) => works(key, new Date()))
  return [
    { value: 'workspace', word: 'The workspace', whose: 'the workspace' },
    ...projects.flatMap(({ id, name }) => [
      { value: `project:${id}`, word: name, whose: name },
      ...working
        .filter(({ projectId }) => projectId === id)
        .map((key) => ({
          value: `key:${key.id}`,
          word: `${name}, only key ${key.publicKey.slice(0, 8)}…`,
          whose: `this key of ${name}`,
        })),
    ]),
  ]
}
