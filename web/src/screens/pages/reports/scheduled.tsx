import { useQuery, useQueryClient } from '@tanstack/react-query'
import Clock from 'lucide-react/icons/clock'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { TextArea, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Card, Section } from '../../../components/screen.tsx'
import { ReportState } from '../../../components/states.tsx'
import { toastError } from '../../../components/toast.tsx'
import { rules, useForm } from '../../../form.ts'
import { absolute } from '../../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { scheduledPostsQuery, type ScheduledPost } from './queries.ts'
import { fromField, nextHour, toField } from './times.ts'
import { TimeField, timeRule } from './when.tsx'

/** What publishes itself, and what could not be published. With `reportId` only the updates of that report. */
export function Scheduled({ pageId, reportId }: { pageId: string; reportId?: string }) {
  const { slug } = useWorkspace()
  const { data } = useQuery(scheduledPostsQuery(slug, pageId))
  const posts = (data?.items ?? []).filter((post) => reportId === undefined || post.reportId === reportId)
  if (posts.length === 0) return null
  return (
    <Section title="Scheduled">
      <Card>
        <ul>
          {posts.map((post) => (
            <PostRow key={post.id} post={post} />
          ))}
        </ul>
      </Card>
    </Section>
  )
}

function PostRow({ post }: { post: ScheduledPost }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('statuspages.write')
  const [editing, setEditing] = useState(false)
  const refresh = () => queryClient.invalidateQueries({ queryKey: [slug, 'pages', post.pageId] })
  const remove = async (): Promise<void> => {
    await client.deleteScheduledPost({ params: { postId: post.id } })
    await refresh()
  }
  const failed = post.state === 'failed'
  const name = post.title ?? 'An update'
  return (
    <li className="border-b border-line px-4 py-3 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {failed ? (
          <TriangleAlert className="size-4 shrink-0 text-down" aria-hidden />
        ) : (
          <Clock className="size-4 shrink-0 text-maintenance" aria-hidden />
        )}
        <div className="min-w-0 flex-1 basis-60">
          <p className="font-medium">{name}</p>
          <p className="line-clamp-2 text-xs text-muted">{post.body}</p>
          <p className="mt-1 flex flex-wrap items-center gap-x-2 text-xs text-muted">
            <ReportState state={post.status} />
            {failed ? (
              <span className="text-down">Not published: {post.failure}</span>
            ) : (
              <span>{absolute(new Date(post.publishAt))}</span>
            )}
          </p>
        </div>
        <Button
          look="quiet"
          refusal={refusal}
          aria-label={`Remove ${name}`}
          onClick={() => void remove().catch(toastError)}
        >
          Remove
        </Button>
        <Button refusal={refusal} aria-expanded={editing} onClick={() => setEditing(!editing)}>
          {failed ? 'Give it another time' : 'Change'}
        </Button>
      </div>
      {editing && <PostForm post={post} onDone={() => setEditing(false)} refresh={refresh} />}
    </li>
  )
}

function PostForm({
  post,
  onDone,
  refresh,
}: {
  post: ScheduledPost
  onDone: () => void
  refresh: () => Promise<void>
}) {
  const client = useClient()
  const at = new Date(post.publishAt)
  const form = useForm({
    initial: {
      ...{ title: post.title ?? '', body: post.body },
      publishAt: toField(at.getTime() > Date.now() ? at : nextHour()),
    },
    rules: {
      title: ({ title }) => (post.title === null ? undefined : rules.filled('A title')(title)),
      body: ({ body }) => rules.filled('A text')(body),
      publishAt: ({ publishAt }) => timeRule('A time', 'future')(publishAt),
    },
    submit: async ({ title, body, publishAt }) => {
      await client.updateScheduledPost({
        params: { postId: post.id },
        body: { ...(post.title !== null && { title }), body, publishAt: fromField(publishAt) ?? '' },
      })
      await refresh()
      onDone()
    },
  })
  return (
    <div className="mt-3 max-w-xl">
      <FormFrame form={form} action="Save" onCancel={onDone}>
        {post.title !== null && <TextField form={form} name="title" label="Title" />}
        <TextArea form={form} name="body" label="Text" rows={3} />
        <TimeField form={form} name="publishAt" label="Publish on" />
      </FormFrame>
    </div>
  )
}
