import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ListWorkspacePrivacyRequestsResult } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { SelectField, TextArea } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Paged } from '../../components/paged.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { toast } from '../../components/toast.tsx'
import { rules, useForm } from '../../form.ts'
import { capital, words } from '../../format.ts'
import { useClient, useWorkspace } from '../../session.ts'
import { routedRequestsQuery } from './queries.ts'

type Routed = ListWorkspacePrivacyRequestsResult['items'][number]

/** Somebody whom events or subscriptions of the workspace are about asked; its admins decide and answer. */
export function Requests() {
  const { slug } = useWorkspace()
  const query = useInfiniteQuery(routedRequestsQuery(slug))
  return (
    <Paged query={query} skeleton={<SkeletonRows rows={1} />} more="Show older requests">
      {(items) => (
        <Card>
          {items.length === 0 && (
            <p className="px-4 py-3 text-muted">
              None. When a person asks about data that your programs sent here, the request arrives here with its due
              date.
            </p>
          )}
          <ul>
            {items.map((request) => (
              <li key={request.id} className="border-t border-line p-4 first:border-t-0">
                <Request request={request} />
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Paged>
  )
}

function Request({ request }: { request: Routed }) {
  const [answering, setAnswering] = useState(false)
  const { type, address, message, receivedAt, dueAt, answeredAt, outcome, answer } = request
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="min-w-0 flex-1 basis-64">
          <strong className="font-medium">{capital(words(type))}</strong>
          {address && <> for {address}</>}, received <Time at={receivedAt} />
        </p>
        {answeredAt ? (
          <span className="text-muted">
            {outcome && capital(words(outcome))} <Time at={answeredAt} />
          </span>
        ) : (
          <>
            <span className="text-muted">
              Due <Time at={dueAt} />
            </span>
            {!answering && <Button onClick={() => setAnswering(true)}>Answer …</Button>}
          </>
        )}
      </div>
      {(message ?? answer) && <p className="mt-2 text-muted whitespace-pre-wrap">{answer ?? message}</p>}
      {answering && !answeredAt && <Answer request={request} onClose={() => setAnswering(false)} />}
    </>
  )
}

const outcomes = [
  { value: 'done', word: 'Done' },
  { value: 'nothingFound', word: 'Nothing found' },
  { value: 'refused', word: 'Refused' },
] as const

function Answer({ request, onClose }: { request: Routed; onClose: () => void }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const form = useForm({
    initial: { outcome: 'done', text: '' },
    rules: { text: ({ text }) => rules.filled('An answer')(text) },
    draft: `privacy-answer ${request.id}`,
    submit: async ({ outcome, text }) => {
      const chosen = outcomes.find(({ value }) => value === outcome)?.value ?? 'done'
      await client.answerWorkspacePrivacyRequest({
        params: { workspaceRequestId: request.id },
        body: { outcome: chosen, text },
      })
      await queryClient.invalidateQueries({ queryKey: routedRequestsQuery(slug).queryKey })
      toast({ words: 'Answered; the person gets it by mail.' })
      onClose()
    },
  })
  return (
    <div className="mt-4 max-w-2xl">
      <FormFrame form={form} action="Send answer" onCancel={onClose}>
        <SelectField form={form} name="outcome" label="Outcome" options={outcomes} />
        <TextArea form={form} name="text" label="Answer" hint="Mailed to the person as it stands here." />
      </FormFrame>
    </div>
  )
}
