import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { SelectField, TextArea, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { toast } from '../../components/toast.tsx'
import { rules, useForm } from '../../form.ts'
import { staffClient, type ListLegalRequestsResult } from '../../staff-api.ts'
import { toLocal } from './breach-form.tsx'
import { Pages, Row, Rows } from './pages.tsx'
import { legalRequestsQuery } from './privacy-queries.ts'
import { allWorkspacesQuery } from './queries.ts'

type LegalRequest = ListLegalRequestsResult['items'][number]

/** What authorities asked for; the owners of the workspace are told unless the law forbids it. */
export function LegalRequests() {
  const query = useInfiniteQuery(legalRequestsQuery)
  const [adding, setAdding] = useState(false)
  return (
    <Section
      title="Requests of authorities"
      actions={!adding && <Button onClick={() => setAdding(true)}>Record one …</Button>}
    >
      {adding && <NewLegalRequest onClose={() => setAdding(false)} />}
      <Pages query={query}>
        {(items) =>
          items.length === 0 ? (
            <Card className="px-4 py-3 text-muted">
              None. Record each here: the owners of the workspace are mailed at once, or when a ban on telling them
              ends.
            </Card>
          ) : (
            <Rows>
              {items.map((request) => (
                <Row key={request.id} actions={<span className="text-muted">{notice(request)}</span>}>
                  <p className="font-medium">
                    {request.authority}, {request.reference}
                  </p>
                  <p>{request.asked}</p>
                  <p className="text-xs text-faint">
                    <code>{request.workspaceId}</code>, received <Time at={request.receivedAt} />
                  </p>
                </Row>
              ))}
            </Rows>
          )
        }
      </Pages>
    </Section>
  )
}

function notice({ notice, gagUntil }: LegalRequest): string {
  if (notice === 'told') return 'The owners were told'
  if (notice === 'gagged') return `Telling is forbidden until ${gagUntil?.slice(0, 10) ?? '?'}`
  return notice === 'due' ? 'The owners are being told' : 'The policy tells nobody'
}

function NewLegalRequest({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient()
  const workspaces = useInfiniteQuery(allWorkspacesQuery)
  const known = workspaces.data?.pages.flatMap(({ items }) => items) ?? []
  const form = useForm({
    initial: {
      workspaceId: '',
      authority: '',
      reference: '',
      asked: '',
      receivedAt: toLocal(new Date()),
      gagUntil: '',
      gagGround: '',
    },
    rules: {
      workspaceId: ({ workspaceId }) => rules.filled('A workspace')(workspaceId),
      authority: ({ authority }) => rules.filled('The authority')(authority),
      reference: ({ reference }) => rules.filled('Its reference')(reference),
      asked: ({ asked }) => rules.filled('What it asked for')(asked),
      gagGround: ({ gagUntil, gagGround }) =>
        gagUntil !== '' && gagGround.trim() === '' ? 'Say which law or order forbids it' : undefined,
    },
    submit: async ({ gagUntil, gagGround, receivedAt, ...body }) => {
      const gag = gagUntil === '' ? {} : { gagUntil: new Date(gagUntil).toISOString(), gagGround }
      await staffClient.recordLegalRequest({
        body: { ...body, receivedAt: new Date(receivedAt).toISOString(), ...gag },
      })
      await queryClient.invalidateQueries({ queryKey: legalRequestsQuery.queryKey })
      toast({ words: 'Recorded.' })
      onClose()
    },
  })
  return (
    <Card className="mb-3 p-4">
      <FormFrame form={form} action="Record" onCancel={onClose}>
        <SelectField
          form={form}
          name="workspaceId"
          label="Workspace"
          options={[{ value: '', word: 'Choose one' }, ...known.map(({ id, name }) => ({ value: id, word: name }))]}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField form={form} name="authority" label="Authority" />
          <TextField form={form} name="reference" label="Its reference" />
        </div>
        <TextArea form={form} name="asked" label="What it asked for" />
        <TextField form={form} name="receivedAt" label="Received" type="datetime-local" className="max-w-60" />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            form={form}
            name="gagUntil"
            label="Telling is forbidden until"
            type="date"
            hint="Empty: it is not."
          />
          <TextField form={form} name="gagGround" label="By which law or order" />
        </div>
      </FormFrame>
    </Card>
  )
}
