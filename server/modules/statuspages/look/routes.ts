import { z } from 'zod'
import { endpoint } from '#platform/http'
import { isColour } from './colours.ts'
import { maxCssChars } from './filter-css.ts'
import { maxLogoBytes } from './logo.ts'
import { themes } from './look.ts'
import { deleteLogo, getLook, setLogo, setLook } from './set-look.ts'
import { previewLook } from './preview-look.ts'

const PageParams = z.object({
  pageId: z.string().regex(/^[a-z0-9]{12}$/, 'expected an id of 12 lower-case letters and digits'),
})

const Colour = z
  .string()
  .refine(isColour, 'expected a colour such as #1d4fd7')
  .transform((colour) => colour.toLowerCase())
const Css = z.string().max(maxCssChars, `must not be longer than ${maxCssChars} characters`)

const Removed = z
  .array(z.object({ line: z.number().int(), what: z.string(), why: z.string() }))
  .meta({ description: 'What readers do not get of the style sheet' })

const LookBody = z.object({
  accent: z.string().nullable(),
  accentDark: z.string().nullable(),
  theme: z.enum(themes),
  css: z.string().meta({ description: 'As it was typed' }),
  logo: z.string().nullable().meta({ description: 'A data: URL' }),
  removed: Removed,
})

export const endpoints = [
  endpoint({
    operationId: 'getPageLook',
    summary: 'Read the colours, theme, style sheet and logo of a status page',
    method: 'get',
    path: '/status-pages/{pageId}/look',
    permission: 'statuspages.read',
    params: PageParams,
    response: LookBody,
    handle: (ctx, { params }) => getLook(ctx, params.pageId),
  }),
  endpoint({
    operationId: 'setPageLook',
    summary: 'Set the colours, theme and style sheet of a status page',
    description: 'Answers 400 for a colour that cannot be read on its ground, with one that can.',
    method: 'put',
    path: '/status-pages/{pageId}/look',
    permission: 'statuspages.write',
    params: PageParams,
    body: z.object({
      accent: Colour.nullable().default(null).meta({ description: 'Of links on the light ground' }),
      accentDark: Colour.nullable().default(null).meta({ description: 'Of links on the dark ground' }),
      theme: z.enum(themes).default('auto'),
      css: Css.default(''),
    }),
    response: LookBody,
    handle: (ctx, { params, body }) => setLook(ctx, params.pageId, body),
  }),
  endpoint({
    operationId: 'previewPageLook',
    summary: 'See what of a style sheet would reach readers, without saving it',
    method: 'post',
    path: '/status-pages/{pageId}/look-previews',
    permission: 'statuspages.read',
    onlyReads: true,
    params: PageParams,
    body: z.object({ css: Css }),
    response: z.object({ css: z.string(), removed: Removed }),
    handle: (ctx, { params, body }) => previewLook(ctx, params.pageId, body.css),
  }),
  endpoint({
    operationId: 'setPageLogo',
    summary: 'Set the logo of a status page: a PNG, JPEG or WebP picture',
    method: 'put',
    path: '/status-pages/{pageId}/logo',
    permission: 'statuspages.write',
    params: PageParams,
    body: z.object({
      content: z
        .base64('expected base64')
        .max(Math.ceil(maxLogoBytes / 3) * 4 + 4, `a logo may have ${maxLogoBytes / 1024} KB at most`),
    }),
    response: LookBody,
    handle: (ctx, { params, body }) => setLogo(ctx, params.pageId, Buffer.from(body.content, 'base64')),
  }),
  endpoint({
    operationId: 'deletePageLogo',
    summary: 'Take the logo of a status page away',
    method: 'delete',
    path: '/status-pages/{pageId}/logo',
    permission: 'statuspages.write',
    params: PageParams,
    handle: (ctx, { params }) => deleteLogo(ctx, params.pageId),
  }),
]
