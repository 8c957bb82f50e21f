/** The forms of all transformations that can be applied. */
import { ofColumns } from './column-forms.ts'
import type { TransformationForm } from './forms.ts'
import { ofRows } from './row-forms.ts'

const forms: Readonly<Record<string, TransformationForm>> = { ...ofColumns, ...ofRows }

export const formOf = (id: string): TransformationForm | undefined => (Object.hasOwn(forms, id) ? forms[id] : undefined)
