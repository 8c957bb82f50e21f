import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import Scale from 'lucide-react/icons/scale'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { TextArea, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { toast } from '../../components/toast.tsx'
import { rules, useForm } from '../../form.ts'
import { staffClient, type ListLegalHoldsResult } from '../../staff-api.ts'
import { LegalRequests } from './legal-requests.tsx'
import { Pages, Row, Rows } from './pages.tsx'
import { holdsQuery } from './privacy-queries.ts'
import { TextAct } from './text-act.tsx'

type Hold = ListLegalHoldsResult['items'][number]

/** What keeps data from its end, and what authorities asked for. */
export function Holds() {
  const query = useInfiniteQuery(holdsQuery)
  const [adding, setAdding] = useState(false)
  return (
    <>
      <Section title="Legal holds" actions={!adding && <Button onClick={() => setAdding(true)}>Place a hold …</Button>}>
        {adding && <NewHold onClose={() => setAdding(false)} />}
        <Pages query={query}>
          {(items) =>
            items.length === 0 ? (
              <Empty icon={<Scale />} title="Nothing is held">
                A hold keeps the data of one workspace, person or address from sweeps and erasures, for a reason and
                until somebody looks at it again.
              </Empty>
            ) : (
              <Rows>
                {items.map((hold) => (
                  <HoldRow key={hold.id} hold={hold} />
                ))}
              </Rows>
            )
          }
        </Pages>
      </Section>
      <LegalRequests />
    </>
  )
}

function HoldRow({ hold }: { hold: Hold }) {
  const [releasing, setReleasing] = useState(false)
  const queryClient = useQueryClient()
  const {
    id,
    workspaceId,
    userId,
    address,
    categories,
    reason,
    owner,
    reviewOn,
    createdAt,
    releasedAt,
    releaseReason,
  } = hold
  return (
    <Row
      actions={
        releasedAt ? (
          <span className="text-muted">
            Released <Time at={releasedAt} />
          </span>
        ) : (
          !releasing && <Button onClick={() => setReleasing(true)}>Release …</Button>
        )
      }
    >
      <p className="font-medium break-all">{address ?? userId ?? workspaceId}</p>
      <p>{releaseReason ?? reason}</p>
      <p className="text-xs text-faint">
        {categories ? categories.join(', ') : 'All categories'}; {owner} answers for it; look again on {reviewOn};
        placed <Time at={createdAt} />
      </p>
      {releasing && (
        <TextAct
          label="A reason"
          hint="What is over its time then goes with the next sweep."
          action="Release"
          onClose={() => setReleasing(false)}
          run={async (text) => {
            await staffClient.releaseLegalHold({ params: { holdId: id }, body: { reason: text } })
            await queryClient.invalidateQueries({ queryKey: holdsQuery.queryKey })
            toast({ words: 'Released.' })
          }}
        />
      )}
    </Row>
  )
}

const monthMs = 30 * 86_400_000

function NewHold({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient()
  const form = useForm({
    initial: { scope: '', reason: '', owner: '', reviewOn: new Date(Date.now() + monthMs).toISOString().slice(0, 10) },
    rules: {
      scope: ({ scope }) => rules.filled('Whose data')(scope),
      reason: ({ reason }) => rules.filled('A reason')(reason),
      owner: ({ owner }) => rules.filled('Somebody')(owner),
    },
    submit: async ({ scope, ...body }) => {
      await staffClient.createLegalHold({ body: { ...scopeOf(scope.trim()), ...body } })
      await queryClient.invalidateQueries({ queryKey: holdsQuery.queryKey })
      toast({ words: 'Held from now on.' })
      onClose()
    },
  })
  return (
    <Card className="mb-3 p-4">
      <FormFrame form={form} action="Place the hold" onCancel={onClose}>
        <TextField
          form={form}
          name="scope"
          label="Whose data"
          hint="An address of mail, or the id of a workspace (wks_…) or of a person (usr_…)."
          autoFocus
        />
        <TextArea form={form} name="reason" label="Why" hint="The proceedings, the agreement or the law." />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField form={form} name="owner" label="Who answers for it" />
          <TextField form={form} name="reviewOn" label="Look again on" type="date" />
        </div>
      </FormFrame>
    </Card>
  )
}

function scopeOf(text: string): { workspaceId: string } | { userId: string } | { address: string } {
  if (text.startsWith('wks_')) return { workspaceId: text }
  return text.startsWith('usr_') ? { userId: text } : { address: text }
}
