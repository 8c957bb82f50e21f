import { useQuery, useQueryClient } from '@tanstack/react-query'
import FileCheck from 'lucide-react/icons/file-check'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { SelectField, TextArea, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { toast } from '../../components/toast.tsx'
import { rules, useForm } from '../../form.ts'
import { capital, words } from '../../format.ts'
import { staffClient, type CreateRecordInput, type ListRecordsResult } from '../../staff-api.ts'
import { Fresh, Row, Rows } from './pages.tsx'
import { recordsQuery } from './privacy-queries.ts'
import { TextAct } from './text-act.tsx'

type Record_ = ListRecordsResult['items'][number]
type Kind = CreateRecordInput['body']['kind']

const kinds: Record<Kind, string> = {
  training: 'Training',
  accessReview: 'Review of who has access',
  backgroundCheck: 'Background check',
  administrativeSafeguards: 'Administrative safeguards',
  physicalSafeguards: 'Physical safeguards',
  incidentRunbook: 'Runbook for incidents',
  incidentDrill: 'Drill of an incident',
  restoreDrill: 'Drill of a restore',
  hostingRegion: 'Where the machines stand',
  processorContract: 'Agreement with a processor',
  noTraining: 'That a processor trains no model',
  processorMeasure: 'A measure of a processor',
}

/** What no test can prove: signed off by a person, with a day on which it is stale. Stale sentences are withheld. */
export function Records() {
  const query = useQuery(recordsQuery)
  const [adding, setAdding] = useState(false)
  return (
    <Section title="Evidence" actions={!adding && <Button onClick={() => setAdding(true)}>Add a record …</Button>}>
      {adding && <NewRecord onClose={() => setAdding(false)} />}
      <Fresh query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={<FileCheck />} title="No record yet">
              Some sentences of the policy rest on what people did: a training, a drill, a signed agreement. They are
              published only while a record here says so.
            </Empty>
          ) : (
            <Rows>
              {items.map((record) => (
                <RecordRow key={record.id} record={record} />
              ))}
            </Rows>
          )
        }
      </Fresh>
    </Section>
  )
}

function RecordRow({ record }: { record: Record_ }) {
  const [withdrawing, setWithdrawing] = useState(false)
  const queryClient = useQueryClient()
  const { id, kind, about, what, happenedOn, doneBy, validUntil, reference, recordedAt, withdrawnReason, state } =
    record
  return (
    <Row
      actions={
        state === 'withdrawn' ? (
          <span className="text-muted">Withdrawn</span>
        ) : (
          <>
            {state === 'stale' && <span className="text-degraded">Stale: its sentence is withheld</span>}
            {!withdrawing && <Button onClick={() => setWithdrawing(true)}>Withdraw …</Button>}
          </>
        )
      }
    >
      <p className="font-medium">
        {kinds[kind]}
        {about && `: ${about}`}
      </p>
      <p>{withdrawnReason ?? what}</p>
      <p className="text-xs text-faint">
        {doneBy} on {happenedOn}, counts until {validUntil}
        {reference && `, ${reference}`}; recorded <Time at={recordedAt} />
      </p>
      {withdrawing && (
        <TextAct
          label="A reason"
          action="Withdraw"
          onClose={() => setWithdrawing(false)}
          run={async (reason) => {
            await staffClient.withdrawRecord({ params: { recordId: id }, body: { reason } })
            await queryClient.invalidateQueries({ queryKey: recordsQuery.queryKey })
            toast({ words: 'Withdrawn.' })
          }}
        />
      )}
    </Row>
  )
}

const yearMs = 365 * 86_400_000
const day = (at: number): string => new Date(at).toISOString().slice(0, 10)

function NewRecord({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient()
  const form = useForm({
    initial: {
      kind: 'training',
      about: '',
      what: '',
      happenedOn: day(Date.now()),
      doneBy: '',
      validUntil: day(Date.now() + yearMs),
      reference: '',
    },
    rules: {
      what: ({ what }) => rules.filled('What was done')(what),
      doneBy: ({ doneBy }) => rules.filled('Somebody')(doneBy),
    },
    submit: async ({ kind, about, reference, ...body }) => {
      await staffClient.createRecord({
        // The select offers these and no others.
        body: { ...body, kind: kind as Kind, about: about.trim() || null, reference: reference.trim() || null },
      })
      await queryClient.invalidateQueries({ queryKey: recordsQuery.queryKey })
      toast({ words: 'Recorded.' })
      onClose()
    },
  })
  return (
    <Card className="mb-3 p-4">
      <FormFrame form={form} action="Record" onCancel={onClose}>
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField
            form={form}
            name="kind"
            label="Kind"
            options={Object.entries(kinds).map(([value, word]) => ({ value, word: capital(words(word)) }))}
          />
          <TextField form={form} name="about" label="About" hint="The id of a processor, where it is about one." />
        </div>
        <TextArea form={form} name="what" label="What was done or found" />
        <div className="grid gap-4 sm:grid-cols-3">
          <TextField form={form} name="doneBy" label="By whom" />
          <TextField form={form} name="happenedOn" label="On" type="date" />
          <TextField form={form} name="validUntil" label="Counts until" type="date" />
        </div>
        <TextField form={form} name="reference" label="Where the document is" />
      </FormFrame>
    </Card>
  )
}
