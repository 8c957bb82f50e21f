import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../api.ts'
import { FormFrame } from '../../components/form-frame.tsx'
import { useForm } from '../../form.ts'
import { sessionQuery } from '../../session.ts'
import { StartFrame } from '../start/frame.tsx'
import { CutLink, DoorNote } from './door-frame.tsx'
import { useLinkSecret } from './secret.ts'

export function ConfirmEmail() {
  const secret = useLinkSecret()
  const queryClient = useQueryClient()
  const [done, setDone] = useState(false)
  const form = useForm({
    initial: {},
    submit: async () => {
      await client.confirmEmailChange({ body: { secret } })
      await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })
      setDone(true)
    },
  })
  if (!secret) return <CutLink what="mail" to="/" action="Go to the app" />
  if (done) {
    return (
      <DoorNote title="Your address is changed" action="Go to the app">
        From now on you sign in with it, and mail comes to it. The old address was told.
      </DoorNote>
    )
  }
  return (
    <StartFrame title="Confirm your new address" lead="This address then replaces the one that you sign in with.">
      <FormFrame form={form} action="Confirm the address" wide>
        {null}
      </FormFrame>
    </StartFrame>
  )
}
