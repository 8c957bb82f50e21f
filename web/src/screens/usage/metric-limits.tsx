import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { MetricLimits } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { toast } from '../../components/toast.tsx'
import { useForm } from '../../form.ts'
import { fullNumber } from '../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { UsageBar } from './bar.tsx'
import {
  chosenOf,
  faultOf,
  limitFields,
  mostBy,
  reasonOf,
  soonWords,
  textsOf,
  type LimitTexts,
} from './metric-limits-words.ts'
import { metricLimitsQuery } from './queries.ts'
import { WideMetrics } from './wide-metrics.tsx'

/** How many series and samples may come, and which metrics have the most series. */
export function MetricLimitsSection() {
  const { slug } = useWorkspace()
  const query = useQuery(metricLimitsQuery(slug))
  return (
    <Section title="Metrics" className="mt-8">
      <Loaded query={query} skeleton={<SkeletonRows rows={2} />}>
        {(limits) => <Limits limits={limits} />}
      </Loaded>
      <WideMetrics />
    </Section>
  )
}

function Limits({ limits }: { limits: MetricLimits }) {
  const refusal = useRefusal('projects.write')
  const [editing, setEditing] = useState(false)
  const { inForce, seriesToday, plan } = limits
  const soon = soonWords(limits)
  const share = seriesToday / inForce.seriesPerDay
  return (
    <Card className="p-4">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-72">
          <UsageBar
            used={seriesToday}
            limit={inForce.seriesPerDay}
            fill={share >= 1 ? 'full' : share >= 0.8 ? 'near' : 'free'}
            label="Series of today"
          />
          <p className="mt-1.5 text-xs text-faint">
            {fullNumber(seriesToday)} of {fullNumber(inForce.seriesPerDay)} series today (UTC)
            {share >= 1 && ': no further series is taken'}
          </p>
        </div>
        <Button refusal={refusal} onClick={() => setEditing(true)}>
          Edit limits …
        </Button>
      </div>
      {soon !== undefined && plan?.former && (
        <p className="mt-3 rounded-md bg-degraded-soft px-3 py-2 text-degraded">
          From <Time at={plan.former.until} /> on {soon}
        </p>
      )}
      {editing ? (
        <EditLimits limits={limits} onClose={() => setEditing(false)} />
      ) : (
        <dl className="mt-4 grid grid-cols-[repeat(auto-fit,minmax(11rem,1fr))] gap-x-6 gap-y-3">
          {limitFields.map((field) => (
            <div key={field.name}>
              <dt className="text-xs text-muted">{field.label}</dt>
              <dd className="tabular-nums">
                {fullNumber(inForce[field.of] / field.unit)}
                <span className="text-xs text-faint"> ({reasonOf(limits, field)})</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  )
}

function EditLimits({ limits, onClose }: { limits: MetricLimits; onClose: () => void }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const boundsOf = (field: (typeof limitFields)[number]) => ({
    least: field.least,
    most: Math.floor(limits.maxima[field.of] / field.unit),
  })
  const form = useForm<LimitTexts>({
    initial: textsOf(limits),
    rules: Object.fromEntries(
      limitFields.map((field) => [field.name, (values: LimitTexts) => faultOf(values[field.name], boundsOf(field))]),
    ),
    submit: async (values) => {
      const saved = await client.setMetricLimits({ body: chosenOf(values) })
      queryClient.setQueryData(metricLimitsQuery(slug).queryKey, saved)
      toast({ words: 'Saved. It holds within two seconds.' })
      onClose()
    },
  })
  return (
    <div className="mt-3 rounded-lg border border-line bg-sunken p-3">
      <FormFrame form={form} action="Save" onCancel={onClose}>
        <div className="grid grid-cols-[repeat(auto-fit,minmax(13rem,1fr))] gap-4">
          {limitFields.map((field, index) => (
            <TextField
              key={field.name}
              form={form}
              name={field.name}
              label={field.label}
              autoFocus={index === 0}
              inputMode="numeric"
              placeholder={String(boundsOf(field).most)}
              hint={`Empty: ${fullNumber(boundsOf(field).most)}, as ${mostBy(limits, field)}`}
            />
          ))}
        </div>
      </FormFrame>
    </div>
  )
}
