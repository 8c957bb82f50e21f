import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Report } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { Checkbox, SelectField, TextArea } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Card } from '../../../components/screen.tsx'
import { reportStatuses } from '../../../components/states.tsx'
import { toast } from '../../../components/toast.tsx'
import { rules, useForm } from '../../../form.ts'
import { absolute } from '../../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { componentsQuery, reportQuery } from '../queries.ts'
import { affectedList, AffectedComponents, type Affected } from './affected.tsx'
import { TemplatePicker, unfilled } from './template-picker.tsx'
import { fromField, nextHour, toField } from './times.ts'
import { TimeField, timeRule, WhenChoice } from './when.tsx'

/** The next sentence of the public story; after its end, what was learned. */
export function NewUpdate({ report }: { report: Report }) {
  const refusal = useRefusal('statuspages.write')
  const [writing, setWriting] = useState(false)
  if (refusal || report.status === 'postmortem') return null
  if (report.status === 'resolved') {
    return (
      <Card className="mb-8 p-4">
        {writing ? (
          <PostmortemForm report={report} onCancel={() => setWriting(false)} />
        ) : (
          <div className="flex flex-wrap items-center gap-3">
            <p className="min-w-0 flex-1 basis-60 text-muted">
              It is over. Tell your readers what happened, why, and what will keep it from happening again.
            </p>
            <Button onClick={() => setWriting(true)}>Write a postmortem</Button>
          </div>
        )}
      </Card>
    )
  }
  return (
    <Card className="mb-8 p-4">
      <UpdateForm key={report.updates.length} report={report} />
    </Card>
  )
}

const whens = [
  { value: 'now', word: 'Now', hint: 'Everyone can read it at once' },
  { value: 'earlier', word: 'It was earlier', hint: 'Uptime counts from then' },
  { value: 'later', word: 'At a time to come', hint: 'It publishes itself' },
] as const

type Values = {
  status: Report['status']
  body: string
  affected: Affected
  notify: boolean
  when: (typeof whens)[number]['value']
  at: string
  publishAt: string
}

function useRefresh(report: Report) {
  const { slug } = useWorkspace()
  const queryClient = useQueryClient()
  return async () => {
    await queryClient.invalidateQueries({ queryKey: reportQuery(slug, report.id).queryKey })
    void queryClient.invalidateQueries({ queryKey: [slug, 'pages'] })
  }
}

function UpdateForm({ report }: { report: Report }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const refresh = useRefresh(report)
  const [timed, setTimed] = useState(false)
  const { data: components } = useQuery(componentsQuery(slug, report.pageId))
  const form = useForm<Values>({
    initial: {
      ...{ status: report.status, body: '', affected: {}, notify: true, when: 'now' },
      ...{ at: '', publishAt: toField(nextHour()) },
    },
    rules: {
      body: ({ body }) => rules.filled('A text')(body) ?? unfilled(body),
      at: ({ when, at }) => (when === 'earlier' ? timeRule('A time', 'past')(at) : undefined),
      publishAt: ({ when, publishAt }) => (when === 'later' ? timeRule('A time', 'future')(publishAt) : undefined),
    },
    draft: `update.${report.id}`,
    submit: async ({ status, body, affected, notify, when, at, publishAt }) => {
      const said = { status, body, components: affectedList(affected), notifySubscribers: notify }
      if (when === 'later') {
        const time = fromField(publishAt) ?? ''
        const params = { pageId: report.pageId }
        await client.schedulePost({ params, body: { ...said, reportId: report.id, publishAt: time } })
        toast({ words: `It will be published on ${absolute(new Date(time))}.`, tone: 'good' })
        form.reset()
      } else {
        const then = when === 'earlier' ? fromField(at) : undefined
        await client.publishUpdate({ params: { reportId: report.id }, body: { ...said, ...(then && { at: then }) } })
      }
      await refresh()
    },
  })
  const { when, status, affected } = form.values
  const resolving = status === 'resolved'
  return (
    <FormFrame
      form={form}
      action={when === 'later' ? 'Schedule update' : 'Publish update'}
      aside={
        !timed &&
        when === 'now' && (
          <button type="button" className="text-link" onClick={() => setTimed(true)}>
            At another time …
          </button>
        )
      }
    >
      <TemplatePicker
        pageId={report.pageId}
        affected={affected}
        onFilled={(filled) => {
          form.set('body', filled.body)
          form.set('status', filled.status)
          form.set('affected', filled.affected)
        }}
      />
      <div className="grid gap-4 sm:grid-cols-[12rem_minmax(0,1fr)]">
        <SelectField
          form={form}
          name="status"
          label="Where we are"
          options={reportStatuses.filter(({ value }) => value !== 'postmortem')}
          {...(resolving && { hint: 'This ends the report: only a postmortem can follow.' })}
        />
        <TextArea
          form={form}
          name="body"
          label="Update"
          placeholder="What is new, in the words of your customers"
          rows={3}
        />
      </div>
      {(timed || when !== 'now') && (
        <>
          <WhenChoice value={when} choices={whens} onChange={(next) => form.set('when', next)} />
          {when === 'earlier' && <TimeField form={form} name="at" label="It was at" />}
          {when === 'later' && <TimeField form={form} name="publishAt" label="Publish on" />}
        </>
      )}
      <AffectedComponents
        components={components?.items ?? []}
        value={affected}
        onChange={(next) => form.set('affected', next)}
        {...(resolving && { unchanged: 'Operational again' })}
      />
      <Checkbox
        checked={form.values.notify}
        onChange={() => form.set('notify', !form.values.notify)}
        label="Tell the subscribers"
      />
    </FormFrame>
  )
}

function PostmortemForm({ report, onCancel }: { report: Report; onCancel: () => void }) {
  const client = useClient()
  const refresh = useRefresh(report)
  const form = useForm({
    initial: { body: '', notify: false },
    rules: { body: ({ body }) => rules.filled('A text')(body) },
    draft: `postmortem.${report.id}`,
    submit: async ({ body, notify }) => {
      const said = { status: 'postmortem' as const, body, notifySubscribers: notify }
      await client.publishUpdate({ params: { reportId: report.id }, body: said })
      await refresh()
    },
  })
  return (
    <FormFrame form={form} action="Publish postmortem" onCancel={onCancel}>
      <TextArea
        form={form}
        name="body"
        label="Postmortem"
        placeholder={'What happened\n\nWhy it happened\n\nWhat we do about it'}
        hint="Kept on this device until you publish it."
        rows={12}
        autoFocus
      />
      <Checkbox
        checked={form.values.notify}
        onChange={() => form.set('notify', !form.values.notify)}
        label="Tell the subscribers"
      />
    </FormFrame>
  )
}
