import { useQuery, useQueryClient } from '@tanstack/react-query'
import ShieldBan from 'lucide-react/icons/shield-ban'
import { useState } from 'react'
import { staffClient } from '../../staff-api.ts'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Empty } from '../../components/empty.tsx'
import { TextArea, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { toast } from '../../components/toast.tsx'
import { rules, useForm } from '../../form.ts'
import { Fresh, Row, Rows } from './pages.tsx'
import { suspendedPagesQuery, type SuspendedPage } from './queries.ts'

/** Status pages that pretend to be somebody else's, or do harm otherwise, are taken from the public. */
export function SuspendedPages() {
  const query = useQuery(suspendedPagesQuery)
  return (
    <>
      <Section title="Suspend a status page">
        <Card className="p-4">
          <SuspendForm />
        </Card>
      </Section>
      <Section title="Suspended">
        <Fresh query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon={<ShieldBan />} title="No page is suspended">
                A page that is suspended is to everybody as if it was not there. Its members see the reason.
              </Empty>
            ) : (
              <Rows>
                {items.map((page) => (
                  <Suspended key={`${page.pageId} ${page.workspace?.id}`} page={page} />
                ))}
              </Rows>
            )
          }
        </Fresh>
      </Section>
    </>
  )
}

function SuspendForm() {
  const queryClient = useQueryClient()
  const form = useForm({
    initial: { slug: '', reason: '' },
    rules: {
      slug: ({ slug }) => rules.filled('The name of a page')(slug),
      reason: ({ reason }) => rules.filled('A reason')(reason),
    },
    submit: async ({ slug, reason }) => {
      await staffClient.suspendPage({ body: { slug: slug.trim(), reason } })
      await queryClient.invalidateQueries({ queryKey: suspendedPagesQuery.queryKey })
      form.reset()
      toast({ words: 'It is suspended, at once and everywhere.' })
    },
  })
  return (
    <FormFrame form={form} action="Suspend the page" look="danger">
      <TextField
        form={form}
        name="slug"
        label="Page"
        spellCheck={false}
        className="max-w-sm"
        hint={`As in its address: ${location.host}/status/…`}
      />
      <TextArea form={form} name="reason" label="Reason" hint="Its members read it." maxLength={500} />
    </FormFrame>
  )
}

function Suspended({ page }: { page: SuspendedPage }) {
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState(false)
  const { pageId, slug, reason, suspendedAt, workspace } = page
  return (
    <Row
      actions={
        <Button onClick={() => setAsking(true)} aria-label={`Give back ${slug}`}>
          Give back …
        </Button>
      }
    >
      <p>
        <span className="font-medium break-all">{slug}</span>
        <span className="text-muted"> of {workspace?.name ?? 'a workspace that is gone'}</span>
      </p>
      <p className="break-words whitespace-pre-line text-muted">{reason}</p>
      <p className="text-xs text-faint">
        Suspended <Time at={suspendedAt} />
      </p>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Give ${slug} back to its public?`}
        action="Give it back"
        run={async () => {
          await staffClient.unsuspendPage({ params: { pageId } })
          await queryClient.invalidateQueries({ queryKey: suspendedPagesQuery.queryKey })
        }}
      >
        It is again what its members have set.
      </Confirm>
    </Row>
  )
}
