import { useQuery, useQueryClient } from '@tanstack/react-query'
import { client, type GetPrivacyRequestFormResult } from '../../api.ts'
import { Checkbox, SelectField, TextArea } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { toast } from '../../components/toast.tsx'
import { useForm } from '../../form.ts'
import { capital } from '../../format.ts'
import { requestFormQuery } from './privacy-queries.ts'

/** What has a place of its own on this screen. */
const elsewhere = new Set(['access', 'export', 'deletion'])

export function NewRequest({ onClose }: { onClose: () => void }) {
  const query = useQuery(requestFormQuery)
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={2} />}>
      {(known) => <Form known={known} onClose={onClose} />}
    </Loaded>
  )
}

type Known = GetPrivacyRequestFormResult

function Form({ known, onClose }: { known: Known; onClose: () => void }) {
  const queryClient = useQueryClient()
  const types = known.types.filter(({ type }) => !elsewhere.has(type))
  const typeOf = (value: string) => types.find(({ type }) => type === value) ?? types[0]
  const form = useForm({
    initial: {
      type: types[0]?.type ?? 'correction',
      purposes: [] as Known['purposes'][number]['purpose'][],
      message: '',
    },
    rules: {
      message: ({ type, message }) =>
        typeOf(type)?.needsMessage && message.trim() === '' ? 'Say what it is about' : undefined,
    },
    draft: 'privacy-request',
    submit: async ({ type, purposes, message }) => {
      const chosen = typeOf(type)?.type ?? 'correction'
      await client.createPrivacyRequest({
        body: {
          type: chosen,
          ...(message.trim() !== '' && { message }),
          ...(chosen === 'objection' && purposes.length > 0 && { purposes }),
        },
      })
      await queryClient.invalidateQueries({ queryKey: ['you'] })
      toast({ words: 'Sent. It is in the list with the day by which you have an answer.' })
      onClose()
    },
  })
  const { type, purposes } = form.values
  return (
    <div className="max-w-2xl">
      <FormFrame form={form} action="Send" onCancel={onClose}>
        <SelectField
          form={form}
          name="type"
          label="I ask"
          options={types.map(({ type, words }) => ({ value: type, word: words }))}
        />
        {type === 'objection' && (
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-1 text-sm font-medium">To this use; to all that can be objected to, if none</legend>
            {known.purposes.map(({ purpose, words, refusedBecause }) => (
              <Checkbox
                key={purpose}
                label={capital(words)}
                hint={refusedBecause}
                disabled={refusedBecause !== null}
                checked={purposes.includes(purpose)}
                onChange={({ target }) =>
                  form.set(
                    'purposes',
                    target.checked ? [...purposes, purpose] : purposes.filter((one) => one !== purpose),
                  )
                }
              />
            ))}
          </fieldset>
        )}
        <TextArea
          form={form}
          name="message"
          label={typeOf(type)?.needsMessage ? 'What it is about' : 'Anything to add'}
          maxLength={known.maxMessageLength}
        />
      </FormFrame>
    </div>
  )
}
