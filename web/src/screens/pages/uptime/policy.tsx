import { useMutation, useQuery } from '@tanstack/react-query'
import Trash2 from 'lucide-react/icons/trash-2'
import { useState } from 'react'
import type { StatusPage, UptimePolicies } from '../../../api.ts'
import { Button, IconButton } from '../../../components/button.tsx'
import { SelectField, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Card, Section } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { toastError } from '../../../components/toast.tsx'
import { useForm } from '../../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { useRefresh } from '../queries.ts'
import { dateWords } from './figures.ts'
import { policiesQuery } from './queries.ts'

type Rules = UptimePolicies['present']

const maintenanceWords: Record<Rules['maintenance'], string> = {
  excluded: 'left out of the figure',
  up: 'counted as if all had been well',
  down: 'counted as downtime',
}
const maintenanceOptions = Object.entries(maintenanceWords).map(([value, word]) => ({ value, word }))

/** What counts as downtime, since when. Readers see the figures; the team has to be able to say how they come about. */
export function Policy({ page }: { page: StatusPage }) {
  const { slug } = useWorkspace()
  const query = useQuery(policiesQuery(slug, page.id))
  const refusal = useRefusal('statuspages.write')
  const [changing, setChanging] = useState(false)
  return (
    <Section
      title="What counts as downtime"
      actions={!refusal && !changing && <Button onClick={() => setChanging(true)}>Change from a day on</Button>}
    >
      <Loaded query={query} skeleton={<SkeletonRows rows={2} />}>
        {({ present, policies }) => (
          <Card className="p-4">
            <p className="text-sm">{sentence(present)}</p>
            <p className="mt-1 text-xs text-muted">
              Time about which nothing is known is in no case counted, and is told beside the figure.
            </p>
            {policies.length > 0 && <History pageId={page.id} policies={policies} removable={!refusal} />}
            {changing && <Change page={page} present={present} onDone={() => setChanging(false)} />}
          </Card>
        )}
      </Loaded>
    </Section>
  )
}

function sentence({ majorWeight, partialWeight, degradedWeight, maintenance }: Omit<Rules, 'effectiveFrom'>): string {
  const weights = `Of a major outage ${share(majorWeight)} counts, of a partial outage ${share(partialWeight)}, of degraded performance ${share(degradedWeight)}.`
  return `${weights} Maintenance is ${maintenanceWords[maintenance]}.`
}

function share(weight: number): string {
  return weight === 1 ? 'all' : weight === 0 ? 'nothing' : `${Math.round(weight * 1000) / 10} %`
}

function History({ pageId, policies, removable }: { pageId: string; policies: readonly Rules[]; removable: boolean }) {
  const client = useClient()
  const refresh = useRefresh()
  const remove = useMutation({
    mutationFn: (effectiveFrom: string) => client.deleteUptimePolicy({ params: { pageId, effectiveFrom } }),
    onSuccess: refresh,
    onError: toastError,
  })
  return (
    <ul className="mt-3 border-t border-line pt-2 text-sm">
      {policies.toReversed().map((policy) => (
        <li key={policy.effectiveFrom} className="flex items-center gap-3 py-1">
          <span className="w-32 shrink-0 whitespace-nowrap">from {dateWords(policy.effectiveFrom)}</span>
          <span className="min-w-0 flex-1 text-muted">{sentence(policy)}</span>
          {removable && (
            <IconButton
              label={`Remove what counts from ${dateWords(policy.effectiveFrom)}`}
              disabled={remove.isPending}
              onClick={() => remove.mutate(policy.effectiveFrom)}
            >
              <Trash2 aria-hidden />
            </IconButton>
          )}
        </li>
      ))}
    </ul>
  )
}

function Change({ page, present, onDone }: { page: StatusPage; present: Rules; onDone: () => void }) {
  const client = useClient()
  const refresh = useRefresh()
  const percentOf = (weight: number): string => String(Math.round(weight * 1000) / 10)
  const rule = (text: string) =>
    text.trim() !== '' && Number(text) >= 0 && Number(text) <= 100 ? undefined : 'From 0 to 100.'
  const form = useForm({
    initial: {
      effectiveFrom: new Date().toISOString().slice(0, 10),
      majorWeight: percentOf(present.majorWeight),
      partialWeight: percentOf(present.partialWeight),
      degradedWeight: percentOf(present.degradedWeight),
      maintenance: present.maintenance,
    },
    rules: {
      effectiveFrom: ({ effectiveFrom }) => (effectiveFrom === '' ? 'A day is needed.' : undefined),
      majorWeight: ({ majorWeight }) => rule(majorWeight),
      partialWeight: ({ partialWeight }) => rule(partialWeight),
      degradedWeight: ({ degradedWeight }) => rule(degradedWeight),
    },
    submit: async ({ effectiveFrom, maintenance, ...weights }) => {
      await client.setUptimePolicy({
        params: { pageId: page.id, effectiveFrom },
        body: {
          majorWeight: Number(weights.majorWeight) / 100,
          partialWeight: Number(weights.partialWeight) / 100,
          degradedWeight: Number(weights.degradedWeight) / 100,
          maintenance,
        },
      })
      await refresh()
      onDone()
    },
  })
  return (
    <div className="mt-4 border-t border-line pt-4">
      <FormFrame form={form} action="Save" onCancel={onDone}>
        <div className="grid gap-4 sm:grid-cols-3">
          <TextField form={form} name="majorWeight" inputMode="decimal" label="Of a major outage, percent" />
          <TextField form={form} name="partialWeight" inputMode="decimal" label="Of a partial outage, percent" />
          <TextField form={form} name="degradedWeight" inputMode="decimal" label="Of degraded performance, percent" />
          <SelectField form={form} name="maintenance" label="Maintenance is" options={maintenanceOptions} />
          <TextField
            form={form}
            name="effectiveFrom"
            type="date"
            label="From this day on"
            hint="With a day in the past, figures since then are computed anew."
          />
        </div>
      </FormFrame>
    </div>
  )
}
