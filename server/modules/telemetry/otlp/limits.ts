/** What one request may bring. Everything beyond is refused, cut or left out, and the sender is told. */

/** After decompression (OTLP specification, "OTLP/HTTP Request": 64 MiB is the recommended default). */
export const maxBodyBytes = 64 * 1024 * 1024
/** Log records or spans; those beyond are rejected one by one. */
export const maxRecords = 20_000
/** Of all records together, as they would be stored: a short resource may be repeated on very many of them. */
export const maxRequestCharacters = 16 * 1024 * 1024
/** Lists and maps within an attribute's value or a log's body; deeper, and the record is rejected. */
export const maxValueDepth = 16
/** OpenTelemetry's own default for what a record may have. */
export const maxAttributes = 128
export const maxResourceAttributes = 64
export const maxKeyLength = 200
export const maxValueLength = 4096
export const maxNameLength = 200
export const maxBodyLength = 16 * 1024
export const maxSpanEvents = 128
export const maxSpanLinks = 128
/** The same error of one trace, told within this time by a log and by a span, counts once. */
export const sameErrorMs = 5_000
