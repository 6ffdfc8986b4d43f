// Generated from contract.json by `npm run contract`; never edited by hand.

/**
 * What a colour means.
 */
export type Tone = ("neutral" | "ok" | "warn" | "danger" | "info")
/**
 * What kind of value a field holds, and so how it is shown and edited.
 */
export type FieldType = ("string" | "text" | "email" | "url" | "slug" | "integer" | "bigint" | "float" | "decimal" | "boolean" | "date" | "time" | "datetime" | "duration" | "uuid" | "enum" | "json" | "bytes" | "relation" | "file" | "image")
/**
 * Where an action is offered.
 */
export type ActionPlace = ("row" | "bulk" | "detail" | "list")
/**
 * Which rows are meant: some by their keys, or all that match.
 */
export type Selection = (SelectedIds | SelectedAll)
/**
 * What programs tell errors apart by.
 */
export type ProblemCode = ("bad_request" | "sign_in" | "bad_credentials" | "forbidden" | "reauth" | "csrf" | "not_found" | "unique" | "protected" | "selection_grew" | "conflict" | "stale" | "too_large" | "validation" | "if_match_required" | "too_many" | "error")
/**
 * Something that may be done.
 */
export type Can = ("view" | "add" | "change" | "delete" | "export" | "import")
/**
 * On which side values stand.
 */
export type Align = ("start" | "end")
/**
 * A part of a page. Nothing here is executed, and no text is HTML.
 */
export type Block = ({
kind: "stats"
/**
 * The numbers.
 */
stats: Stat[]
} | (Chart & {
kind: "chart"
}) | (Table & {
kind: "table"
}) | (PageForm & {
kind: "form"
}) | {
/**
 * The text, taken apart.
 */
content: Markup[]
kind: "markdown"
} | (LinkList & {
kind: "list"
}) | (FailedBlock & {
kind: "failed"
}))
/**
 * The form of a chart.
 */
export type ChartStyle = ("line" | "area" | "bar" | "donut")
/**
 * A piece of text. What was HTML in Markdown is text here.
 */
export type Markup = ({
kind: "text"
/**
 * The letters.
 */
text: string
} | {
/**
 * What it holds.
 */
content: Markup[]
kind: "paragraph"
} | {
/**
 * What it holds.
 */
content: Markup[]
kind: "heading"
/**
 * 1 to 6.
 */
level: number
} | {
/**
 * The items.
 */
items: MarkupItem[]
kind: "list"
/**
 * Whether its items have numbers.
 */
ordered: boolean
} | {
/**
 * What it holds.
 */
content: Markup[]
kind: "quote"
} | {
kind: "code_block"
/**
 * The lines.
 */
text: string
} | {
kind: "rule"
} | {
/**
 * What it holds.
 */
content: Markup[]
kind: "emphasis"
} | {
/**
 * What it holds.
 */
content: Markup[]
kind: "strong"
} | {
/**
 * What it holds.
 */
content: Markup[]
kind: "strike"
} | {
kind: "code"
/**
 * The code.
 */
text: string
} | {
/**
 * What it holds.
 */
content: Markup[]
kind: "link"
/**
 * Where it leads.
 */
to: string
} | {
kind: "break"
})
/**
 * How a list's rows are counted.
 */
export type CountMode = ("exact" | "estimate" | "none")
/**
 * How high rows are.
 */
export type Density = ("compact" | "normal" | "relaxed")
/**
 * A kind of file.
 */
export type TransferFormat = ("csv" | "json" | "xlsx")
/**
 * What a filter asks of a value.
 */
export type FilterOp = ("eq" | "ne" | "lt" | "lte" | "gt" | "gte" | "between" | "in" | "not_in" | "contains" | "starts" | "null" | "preset")
/**
 * How the rows of an inline are shown.
 */
export type InlineStyle = ("table" | "stacked")
/**
 * What the save bar offers beside saving.
 */
export type SaveOption = ("stay" | "another" | "duplicate")
/**
 * What was done.
 */
export type HistoryVerb = ("create" | "change" | "delete" | "restore" | "action" | "revert")
/**
 * From where something was done.
 */
export type HistoryVia = ("ui" | "api" | "action" | "import")
/**
 * What a number of rows is worth.
 */
export type TotalKind = ("exact" | "estimate" | "at_least" | "none")
/**
 * How pages are reached.
 */
export type Paging = ("page" | "keyset")
/**
 * What an item of the sidebar leads to.
 */
export type NavKind = ("model" | "page" | "builtin")
/**
 * Light or dark.
 */
export type ThemeChoice = ("light" | "dark" | "auto")
/**
 * A span of time that moves along. Days, weeks and months are those of the zone of the request.
 */
export type Preset = ("today" | "yesterday" | "last_7d" | "last_30d" | "this_week" | "this_month" | "last_month" | "this_year" | "past" | "future")
/**
 * Who sees a saved view.
 */
export type Shared = ("private" | "role" | "everyone")

/**
 * Every JSON between the admin's server and its pages. Generated; see fjango/src/admin/contract.
 */
export interface Contract {
ActionFailure?: ActionFailure
ActionForm?: ActionForm
ActionPlace?: ActionPlace
ActionRequest?: ActionRequest
ActionResult?: ActionResult
ActionSchema?: ActionSchema
AdminProblem?: AdminProblem
Align?: Align
Block?: Block
BulkRequest?: BulkRequest
Can?: Can
CellChange?: CellChange
CellResult?: CellResult
CellsRequest?: CellsRequest
CellsResult?: CellsResult
Chart?: Chart
ChartStyle?: ChartStyle
ChoiceSchema?: ChoiceSchema
ColumnPreference?: ColumnPreference
ColumnSchema?: ColumnSchema
CountMode?: CountMode
DeleteBlocker?: DeleteBlocker
DeleteCount?: DeleteCount
DeletePreview?: DeletePreview
Density?: Density
Entrance?: Entrance
Environment?: Environment
ExportRequest?: ExportRequest
Facet?: Facet
Facets?: Facets
FailedBlock?: FailedBlock
FieldChange?: FieldChange
FieldSchema?: FieldSchema
FieldType?: FieldType
FileValue?: FileValue
FilterOp?: FilterOp
FilterSchema?: FilterSchema
FormBlock?: FormBlock
FormSchema?: FormSchema
FormTab?: FormTab
HistoryEntry?: HistoryEntry
HistoryPage?: HistoryPage
HistoryVerb?: HistoryVerb
HistoryVia?: HistoryVia
ImportError?: ImportError
ImportField?: ImportField
ImportFile?: ImportFile
ImportResult?: ImportResult
ImportRun?: ImportRun
InlineCreate?: InlineCreate
InlineDelete?: InlineDelete
InlineRow?: InlineRow
InlineRows?: InlineRows
InlineSchema?: InlineSchema
InlineStyle?: InlineStyle
InlineUpdate?: InlineUpdate
InlineWrite?: InlineWrite
LinkItem?: LinkItem
LinkList?: LinkList
ListFilter?: ListFilter
ListPage?: ListPage
ListParameters?: ListParameters
ListRow?: ListRow
ListSchema?: ListSchema
Login?: Login
MarkdownText?: MarkdownText
MarkdownTree?: MarkdownTree
Markup?: Markup
MarkupItem?: MarkupItem
ModelSchema?: ModelSchema
ModelSummary?: ModelSummary
NavGroup?: NavGroup
NavItem?: NavItem
NavKind?: NavKind
Objection?: Objection
Page?: Page
PageForm?: PageForm
PageInfo?: PageInfo
PageSubmit?: PageSubmit
Paging?: Paging
Preferences?: Preferences
Preset?: Preset
ProblemCode?: ProblemCode
Reauth?: Reauth
Record?: Record
RecordWrite?: RecordWrite
Related?: Related
RelationOption?: RelationOption
RelationOptions?: RelationOptions
SaveOption?: SaveOption
SchemaUser?: SchemaUser
SearchGroup?: SearchGroup
SearchResults?: SearchResults
SelectedAll?: SelectedAll
SelectedIds?: SelectedIds
Selection?: Selection
SelectionQuery?: SelectionQuery
Series?: Series
Session?: Session
SessionUser?: SessionUser
Shared?: Shared
Shown?: Shown
SiteInfo?: SiteInfo
SiteSchema?: SiteSchema
Stale?: Stale
Stat?: Stat
Table?: Table
TableColumn?: TableColumn
TableRow?: TableRow
ThemeChoice?: ThemeChoice
Tone?: Tone
Total?: Total
TotalKind?: TotalKind
TransferFormat?: TransferFormat
Uploaded?: Uploaded
View?: View
ViewSchema?: ViewSchema
ViewWrite?: ViewWrite
Views?: Views
}
/**
 * Why an action could not be done to a row.
 */
export interface ActionFailure {
/**
 * The row.
 */
id: string
/**
 * Why.
 */
message: string
/**
 * Its name.
 */
repr: string
}
/**
 * The form of an action.
 */
export interface ActionForm {
/**
 * What they are.
 */
fields: {
[k: string]: FieldSchema
}
/**
 * The fields, in their order.
 */
order: string[]
}
/**
 * One field.
 */
export interface FieldSchema {
/**
 * What files are taken: extensions (`.pdf`) and types (`image/*`).
 */
accept?: string[]
/**
 * The values to choose from.
 */
choices?: ChoiceSchema[]
/**
 * Whether a row of the other end may be created in place.
 */
create?: boolean
/**
 * What a new row has.
 */
default?: {
[k: string]: unknown
}
/**
 * A hint.
 */
help?: string
/**
 * The JSON Schema that the JSON must meet.
 */
json_schema?: {
[k: string]: unknown
}
/**
 * The name for people.
 */
label: string
/**
 * Whether there may be several rows at the other end.
 */
many?: boolean
/**
 * The most characters.
 */
max?: (number | null)
/**
 * The most bytes of a file.
 */
max_bytes?: (number | null)
/**
 * The largest number.
 */
max_value?: {
[k: string]: unknown
}
/**
 * The smallest number.
 */
min_value?: {
[k: string]: unknown
}
/**
 * Whether it may be empty: `null`.
 */
nullable?: boolean
/**
 * Whether rows of the other end may be opened.
 */
open?: boolean
/**
 * Whether it is shown only.
 */
readonly?: boolean
/**
 * Whether a new row needs it.
 */
required?: boolean
/**
 * Digits after the point, of a decimal.
 */
scale?: (number | null)
/**
 * The field that an empty slug is made from.
 */
slug_from?: (string | null)
/**
 * The model at the other end of a relation.
 */
to?: (string | null)
type: FieldType
/**
 * Whether no two rows may hold the same.
 */
unique?: boolean
/**
 * What the number counts: `EUR`, `kB`.
 */
unit?: (string | null)
/**
 * When the form shows it: by field, the values (`eq`, `ne`, `in`) that another must have.
 */
visible_if?: {
[k: string]: Shown
}
/**
 * How it is edited, where that differs from what its type says: `select`, `radio`, `switch`, `checkbox`, `input`,
 * `textarea`, `markdown`, `password`, `color` or `slider`.
 */
widget?: (string | null)
}
/**
 * One value to choose.
 */
export interface ChoiceSchema {
/**
 * The name for people.
 */
label: string
/**
 * How it is coloured.
 */
tone?: (Tone | null)
/**
 * The value.
 */
v: string
}
/**
 * When a field is shown, by the value of another. One of the three.
 */
export interface Shown {
/**
 * It has this value.
 */
eq?: {
[k: string]: unknown
}
/**
 * It has one of these values.
 */
in?: (unknown[] | null)
/**
 * It has another value.
 */
ne?: {
[k: string]: unknown
}
}
/**
 * `POST m/{model}/actions/{key}`.
 */
export interface ActionRequest {
/**
 * What the action's form says.
 */
form: {
[k: string]: unknown
}
/**
 * The rows; absent of an action on the list as a whole.
 */
selection?: (Selection | null)
}
/**
 * Rows by their keys.
 */
export interface SelectedIds {
/**
 * The keys.
 */
ids: string[]
}
/**
 * All rows that match.
 */
export interface SelectedAll {
/**
 * Always `true`.
 */
all: boolean
/**
 * Rows left out.
 */
except: string[]
/**
 * How many the user was told; when there are over 5 % more, nothing is done.
 */
expected: number
query: SelectionQuery
}
/**
 * What a list was asked for.
 */
export interface SelectionQuery {
/**
 * Conditions.
 */
f?: (ListFilter | null)
/**
 * Words.
 */
q?: (string | null)
/**
 * The time zone of presets.
 */
tz?: (string | null)
/**
 * A view from Rust.
 */
view?: (string | null)
}
/**
 * The parameter `f` of a list: conditions in JSON.
 * 
 * ```json
 * {"and": [{"status": {"in": ["paid"]}}, {"or": [{"total": {"gte": "100"}}, {"customer__name": {"contains": "ada"}}]}]}
 * ```
 * An object's members all hold. `and` and `or` take lists of such objects, `not` takes one. At most 5 levels and 50
 * conditions.
 */
export interface ListFilter {
[k: string]: unknown
}
/**
 * What an action did.
 */
export interface ActionResult {
/**
 * How many rows it was done to.
 */
done: number
/**
 * Rows it could not be done to.
 */
failed?: ActionFailure[]
/**
 * What the user is told.
 */
message: string
/**
 * Where to go: a path below the admin.
 */
redirect?: (string | null)
/**
 * How it is coloured.
 */
tone?: (Tone | null)
}
/**
 * Something that can be done with rows.
 */
export interface ActionSchema {
/**
 * What is asked before it runs; `{n}` is the number of rows, `{one}` and `{many}` the model's names.
 */
confirm?: (string | null)
/**
 * What must be said along.
 */
form?: (ActionForm | null)
/**
 * Whether it runs in the background.
 */
job?: boolean
/**
 * What addresses name it by.
 */
key: string
/**
 * The label.
 */
label: string
/**
 * The most rows at once.
 */
max: number
/**
 * Where it is offered.
 */
on: ActionPlace[]
/**
 * Whether the password is asked again.
 */
reauth?: boolean
tone: Tone
}
/**
 * Every answer that is an error: RFC 9457, `application/problem+json`.
 */
export interface AdminProblem {
code: ProblemCode
/**
 * What helps with this one.
 */
detail?: (string | null)
/**
 * Objections by field: `email`, `lines[2].qty`, `_form` for the whole.
 */
errors?: {
[k: string]: Objection[]
}
/**
 * How the log names the request, of errors of the server.
 */
request_id?: (string | null)
/**
 * Of code `stale`: what happened meanwhile.
 */
stale?: (Stale | null)
/**
 * The HTTP status.
 */
status: number
/**
 * The same words for all of this kind.
 */
title: string
/**
 * A page about errors of this kind.
 */
type: string
}
/**
 * An objection to a value.
 */
export interface Objection {
/**
 * What programs tell objections apart by: `required`, `max_length`, `unique`, ….
 */
code: string
/**
 * A sentence that reads after the field's name.
 */
message: string
}
/**
 * What happened to a row since it was read.
 */
export interface Stale {
/**
 * When, when that is known.
 */
changed_at?: (string | null)
/**
 * Who changed it last, when that is known.
 */
changed_by?: (Related | null)
current: Record
/**
 * The fields that were changed both there and in the request, when that is known; else those of the request.
 */
fields: string[]
}
/**
 * A row of another model.
 */
export interface Related {
/**
 * The key.
 */
id: string
/**
 * Its name for people.
 */
repr: string
}
/**
 * `GET m/{model}/{id}`, and the answer to `POST` and `PATCH`. `v` is also the `ETag`.
 */
export interface Record {
/**
 * What the user may do with it.
 */
can: Can[]
/**
 * When it was deleted, of a row in the trash.
 */
deleted?: (string | null)
/**
 * The key.
 */
id: string
/**
 * Rows of other models, by the inline's name.
 */
inlines?: {
[k: string]: InlineRows
}
/**
 * Its name for people.
 */
repr: string
/**
 * Its address on the site itself.
 */
url?: (string | null)
/**
 * Its version, to be sent as `If-Match`.
 */
v: string
/**
 * The values, by field. A relation is a [`Related`] or a list of them, a file a [`FileValue`], an empty value `null`.
 */
values: {
[k: string]: unknown
}
}
/**
 * Rows of an inline.
 */
export interface InlineRows {
/**
 * Where more are, as `GET m/{model}/{id}/inlines/{name}?after=…` takes it.
 */
next?: (string | null)
/**
 * The rows; the first ones when there are many.
 */
rows: InlineRow[]
}
/**
 * One row of an inline.
 */
export interface InlineRow {
/**
 * The key.
 */
id: string
/**
 * Its name for people.
 */
repr: string
/**
 * Its version.
 */
v: string
/**
 * The values, by field.
 */
values: {
[k: string]: unknown
}
}
/**
 * A number.
 */
export interface Stat {
/**
 * What it is.
 */
label: string
/**
 * What it was before, or what it means.
 */
note?: (string | null)
/**
 * Values over time, drawn small.
 */
spark?: number[]
/**
 * Where it leads: a path below the admin.
 */
to?: (string | null)
/**
 * How it is coloured.
 */
tone?: (Tone | null)
/**
 * The number, as it is shown.
 */
value: string
}
/**
 * A chart.
 */
export interface Chart {
/**
 * Names, of a chart over names.
 */
names?: string[]
/**
 * The values; each series as long as `times` or `names`.
 */
series: Series[]
style: ChartStyle
/**
 * Times in seconds since 1970, of a chart over time.
 */
times?: number[]
/**
 * The title.
 */
title: string
/**
 * What the values count.
 */
unit?: (string | null)
}
/**
 * One series of a chart.
 */
export interface Series {
/**
 * What it is.
 */
label: string
/**
 * The values; `null` where there is none.
 */
values: (number | null)[]
}
/**
 * A table.
 */
export interface Table {
/**
 * The heads.
 */
columns: TableColumn[]
/**
 * The rows.
 */
rows: TableRow[]
/**
 * The title.
 */
title: string
}
/**
 * A column of a table.
 */
export interface TableColumn {
/**
 * The head.
 */
label: string
/**
 * Whether it holds numbers, which stand at the end.
 */
numeric: boolean
}
/**
 * A row of a table.
 */
export interface TableRow {
/**
 * The cells.
 */
cells: unknown[]
/**
 * Where it leads: a path below the admin.
 */
to?: (string | null)
}
/**
 * A form on a page.
 */
export interface PageForm {
/**
 * What `POST pages/{key}/{action}` calls it.
 */
action: string
form: ActionForm
/**
 * The button.
 */
submit: string
/**
 * The title.
 */
title: string
}
/**
 * An item of a list.
 */
export interface MarkupItem {
/**
 * What it holds.
 */
content: Markup[]
}
/**
 * Lines that lead somewhere.
 */
export interface LinkList {
/**
 * What is said when there are none.
 */
empty?: (string | null)
/**
 * The lines.
 */
items: LinkItem[]
/**
 * The title.
 */
title: string
}
/**
 * A line that leads somewhere.
 */
export interface LinkItem {
/**
 * The line.
 */
label: string
/**
 * More of it.
 */
note?: (string | null)
/**
 * Where it leads: a path below the admin.
 */
to?: (string | null)
/**
 * How it is coloured.
 */
tone?: (Tone | null)
}
/**
 * A part of a page that could not be made.
 */
export interface FailedBlock {
/**
 * What helps.
 */
message: string
/**
 * How the log names the request, of errors of the server.
 */
request_id?: (string | null)
/**
 * The part's title.
 */
title?: (string | null)
}
/**
 * `POST m/{model}/delete` with many rows, and `…/restore`.
 */
export interface BulkRequest {
selection: Selection
}
/**
 * Values of one row.
 */
export interface CellChange {
/**
 * The row.
 */
id: string
/**
 * The new values.
 */
set: {
[k: string]: unknown
}
/**
 * The version that was seen.
 */
v: string
}
/**
 * What became of one row. Either `row` or `problem` is there.
 */
export interface CellResult {
/**
 * The row.
 */
id: string
/**
 * Why it was not changed: a problem document.
 */
problem?: {
[k: string]: unknown
}
/**
 * The row as it is now.
 */
row?: (ListRow | null)
}
/**
 * A row of a list.
 */
export interface ListRow {
/**
 * What the user may do with it, where that differs from row to row.
 */
can?: (Can[] | null)
/**
 * The values, by column. A relation is a [`Related`] or a list of them, an empty value is `null`.
 */
cells: {
[k: string]: unknown
}
/**
 * The key.
 */
id: string
/**
 * Its name for people.
 */
repr: string
/**
 * Its address on the site itself.
 */
url?: (string | null)
/**
 * Its version.
 */
v: string
}
/**
 * `PATCH m/{model}/cells`: values edited in the list.
 */
export interface CellsRequest {
/**
 * The changes, each of one row; at most 100.
 */
changes: CellChange[]
}
/**
 * The answer to [`CellsRequest`]: each row by itself, in the order sent.
 */
export interface CellsResult {
/**
 * What became of each change.
 */
results: CellResult[]
}
/**
 * A column as a user wants it; those that are not named come last.
 */
export interface ColumnPreference {
/**
 * The column.
 */
f: string
/**
 * Whether it is left out.
 */
hidden: boolean
/**
 * Its width in pixels.
 */
width?: (number | null)
}
/**
 * A column of a list.
 */
export interface ColumnSchema {
align?: Align
/**
 * Whether code or the database computes it.
 */
computed?: boolean
/**
 * Whether cells can be edited in place.
 */
editable?: boolean
/**
 * The field, a way to one (`author__name`), or a computed column.
 */
f: string
/**
 * The head.
 */
label: string
/**
 * Whether it leads to the row.
 */
link?: boolean
/**
 * Whether the list can be ordered by it.
 */
sort?: boolean
/**
 * Whether the page shows a sum.
 */
sum?: boolean
}
/**
 * Rows that forbid a deletion.
 */
export interface DeleteBlocker {
/**
 * Some of them, where the user may see them.
 */
examples: Related[]
/**
 * What they are called.
 */
label: string
/**
 * The model's key; absent when the user may not see it.
 */
model?: (string | null)
/**
 * Whether there are more.
 */
more: boolean
/**
 * How many.
 */
n: number
}
/**
 * How many rows of a model a deletion concerns.
 */
export interface DeleteCount {
/**
 * What they are called: `comments`.
 */
label: string
/**
 * The model's key; absent for a table between two models, and for models that the user may not see.
 */
model?: (string | null)
/**
 * Whether there are more.
 */
more: boolean
/**
 * How many; 1,000 stands for more.
 */
n: number
}
/**
 * `GET m/{model}/{id}/delete-preview`.
 */
export interface DeletePreview {
/**
 * What goes along, by model, the row itself not counted.
 */
goes: DeleteCount[]
/**
 * Whether it can be deleted: nothing protects it.
 */
possible: boolean
/**
 * What forbids it.
 */
protects: DeleteBlocker[]
/**
 * The row's name.
 */
repr: string
/**
 * Whether the row stays, marked as deleted.
 */
soft: boolean
/**
 * What loses its way here but stays.
 */
unlinks: DeleteCount[]
}
/**
 * `GET session`: what everybody may know of the site, and who is signed in, if anybody. It is never an error to ask.
 */
export interface Entrance {
/**
 * Which environment this is.
 */
env?: (Environment | null)
/**
 * Who is signed in; absent when nobody is.
 */
session?: (Session | null)
/**
 * The site's title.
 */
title: string
}
/**
 * The environment the site runs in.
 */
export interface Environment {
/**
 * `staging`.
 */
label: string
tone: Tone
}
/**
 * The answer to `POST login` and `POST reauth`: who is signed in, and until when.
 */
export interface Session {
/**
 * What every change must send as `X-CSRF-Token`.
 */
csrf: string
/**
 * When the session ends if nothing more is asked.
 */
expires: string
/**
 * Of `POST login`: where to go on, when the request said it and it is a path of this admin.
 */
next?: (string | null)
/**
 * Until when dangerous actions need no password again.
 */
reauth_until?: (string | null)
user: SessionUser
}
/**
 * Who is signed in.
 */
export interface SessionUser {
/**
 * The key.
 */
id: string
/**
 * What is shown: the full name, else the username.
 */
name: string
/**
 * Whether everything may be done.
 */
superuser: boolean
/**
 * What the user signs in with.
 */
username: string
}
/**
 * `POST m/{model}/export`, which answers with a file.
 */
export interface ExportRequest {
/**
 * The columns of the list that are wanted; those it shows otherwise. The key is always there.
 */
fields: string[]
format: TransferFormat
selection: Selection
/**
 * The order, as the list takes it; the list's own otherwise.
 */
sort: string[]
}
/**
 * One value of a facet.
 */
export interface Facet {
/**
 * The name for people.
 */
label: string
/**
 * How many rows have it.
 */
n: number
/**
 * The value, as filters take it.
 */
v: {
[k: string]: unknown
}
}
/**
 * `GET m/{model}/facets?f=…&field=…`: how often each value occurs.
 */
export interface Facets {
/**
 * The field.
 */
f: string
/**
 * Whether it was given up: there are too many rows to count in time.
 */
unknown: boolean
/**
 * The values, the most frequent first; at most 50.
 */
values: Facet[]
}
/**
 * One field before and after.
 */
export interface FieldChange {
/**
 * What it holds since.
 */
after: {
[k: string]: unknown
}
/**
 * What it held.
 */
before: {
[k: string]: unknown
}
/**
 * The field.
 */
f: string
/**
 * Its name for people.
 */
label: string
}
/**
 * A file that a field names.
 */
export interface FileValue {
/**
 * Its name in the storage.
 */
name: string
/**
 * Where it can be looked at.
 */
url?: (string | null)
}
/**
 * A filter offered.
 */
export interface FilterSchema {
/**
 * The field, or a way to one.
 */
f: string
/**
 * Whether `GET m/{model}/facets` counts its values.
 */
facets?: boolean
/**
 * The label.
 */
label: string
/**
 * What it can be asked.
 */
ops: FilterOp[]
}
/**
 * A part of a form. Exactly one of `rows`, `tabs` and `inline` is there.
 */
export interface FormBlock {
/**
 * Whether the section begins folded.
 */
collapsed?: boolean
/**
 * A hint under the title.
 */
help?: (string | null)
/**
 * Rows of another model.
 */
inline?: (string | null)
/**
 * Fields, those of one row beside each other.
 */
rows?: (string[][] | null)
/**
 * The title of a section.
 */
section?: (string | null)
/**
 * Parts of which one is seen at a time.
 */
tabs?: (FormTab[] | null)
}
/**
 * One tab of a form.
 */
export interface FormTab {
/**
 * The label.
 */
label: string
/**
 * What is in it.
 */
main: FormBlock[]
}
/**
 * The form of a model.
 */
export interface FormSchema {
/**
 * Facts beside it, shown but not edited.
 */
aside?: string[]
/**
 * Rows of other models edited along, by the name that blocks call them by.
 */
inlines?: {
[k: string]: InlineSchema
}
/**
 * The main column.
 */
main: FormBlock[]
/**
 * What else can be done when saving.
 */
save: SaveOption[]
}
/**
 * Rows of another model that are edited along.
 */
export interface InlineSchema {
/**
 * What the user may do with the rows.
 */
can: Can[]
/**
 * Empty rows that a new form begins with.
 */
extra: number
/**
 * What they are.
 */
fields: {
[k: string]: FieldSchema
}
/**
 * The foreign key that leads back; absent from `fields`.
 */
fk: string
/**
 * The title.
 */
label: string
/**
 * The most rows.
 */
max?: (number | null)
/**
 * The least rows.
 */
min: number
/**
 * The model.
 */
model: string
/**
 * `line`.
 */
one: string
/**
 * Whether rows can be opened by themselves.
 */
open?: boolean
/**
 * The fields, in their order.
 */
order: string[]
/**
 * Rows read at once.
 */
page: number
/**
 * The number that says where a row stands, when rows can be dragged.
 */
sortable?: (string | null)
style: InlineStyle
}
/**
 * One thing that was done to one row.
 */
export interface HistoryEntry {
/**
 * When.
 */
at: string
/**
 * Who; absent when nobody was signed in, or the user is gone.
 */
by?: (Related | null)
/**
 * The fields that changed and that the user may see.
 */
changes: FieldChange[]
/**
 * The row.
 */
id: string
/**
 * The address that the request came from.
 */
ip?: (string | null)
/**
 * The row's model.
 */
model: string
/**
 * More, such as an action's name.
 */
note?: string
/**
 * Its name, as it was then.
 */
repr: string
/**
 * The request, as the log names it.
 */
request_id?: (string | null)
/**
 * The entry's key.
 */
rev: string
verb: HistoryVerb
via: HistoryVia
}
/**
 * `GET m/{model}/{id}/history` and `GET audit`: what was done, the latest first.
 */
export interface HistoryPage {
/**
 * The entries.
 */
entries: HistoryEntry[]
/**
 * Where more are.
 */
next?: (string | null)
}
/**
 * What is wrong with a row.
 */
export interface ImportError {
/**
 * Objections by field; `_form` for the whole.
 */
errors: {
[k: string]: Objection[]
}
/**
 * The row's number in the file, where the heads are row 1.
 */
row: number
}
/**
 * What a column of a file can be.
 */
export interface ImportField {
/**
 * The field; of a relation also a way to what its rows are told apart by: `author__username`.
 */
f: string
/**
 * The name for people.
 */
label: string
/**
 * Whether a new row needs it.
 */
required?: boolean
}
/**
 * The answer to `POST m/{model}/import`, whose body is a form with a `file`: what the file holds. Nothing is written yet.
 */
export interface ImportFile {
/**
 * The columns of the file.
 */
columns: string[]
/**
 * What columns can be.
 */
fields: ImportField[]
/**
 * What `POST imports/{id}/run` takes, for a day.
 */
id: string
/**
 * Which field each column seems to be; `null` for none.
 */
mapping: {
[k: string]: (string | null)
}
/**
 * How many rows there are.
 */
rows: number
/**
 * The first rows, as text.
 */
sample: string[][]
}
/**
 * What an import did, or would do.
 */
export interface ImportResult {
/**
 * Rows changed.
 */
changed: number
/**
 * Rows created.
 */
created: number
/**
 * Whether nothing was kept because nothing was to be.
 */
dry: boolean
/**
 * The first hundred of those.
 */
errors: ImportError[]
/**
 * Rows that could not be.
 */
failed: number
/**
 * The address of a file with the rows that failed and why, below the admin.
 */
failed_file?: (string | null)
/**
 * Whether rows were written.
 */
written: boolean
}
/**
 * `POST imports/{id}/run`; with `?dry=1` nothing is kept.
 */
export interface ImportRun {
/**
 * The unique field that tells which rows are there already; the primary key otherwise.
 */
key?: (string | null)
/**
 * The field of each column; columns with `null`, and those not named, are left out.
 */
mapping: {
[k: string]: (string | null)
}
/**
 * Whether the good rows are written although others are not. Otherwise all are, or none.
 */
skip_failed: boolean
}
/**
 * A new row of an inline.
 */
export interface InlineCreate {
/**
 * Where the form shows it, which errors name: `lines[2].qty`. Its place in `create` when absent.
 */
at?: (number | null)
/**
 * The values, by field.
 */
set: {
[k: string]: unknown
}
}
/**
 * A row of an inline that goes.
 */
export interface InlineDelete {
/**
 * Where the form shows it; its place in `delete` when absent.
 */
at?: (number | null)
/**
 * The row.
 */
id: string
/**
 * The version that was seen.
 */
v: string
}
/**
 * A changed row of an inline.
 */
export interface InlineUpdate {
/**
 * Where the form shows it; its place in `update` when absent.
 */
at?: (number | null)
/**
 * The row.
 */
id: string
/**
 * The new values, by field.
 */
set: {
[k: string]: unknown
}
/**
 * The version that was seen.
 */
v: string
}
/**
 * Changes of an inline's rows.
 */
export interface InlineWrite {
/**
 * New rows.
 */
create: InlineCreate[]
/**
 * Rows that go.
 */
delete: InlineDelete[]
/**
 * Of a sortable inline, all rows in their new order: keys, and `+0` for the first of `create`.
 */
order?: (string[] | null)
/**
 * Rows that are there already.
 */
update: InlineUpdate[]
}
/**
 * `GET m/{model}`: a page of rows.
 */
export interface ListPage {
page: PageInfo
/**
 * The rows.
 */
rows: ListRow[]
/**
 * Sums of this page's rows, by column.
 */
sums?: {
[k: string]: unknown
}
}
/**
 * Where a page stands.
 */
export interface PageInfo {
/**
 * The rows after this page, as `after` takes it.
 */
next?: (string | null)
/**
 * The page's number, of pages by number.
 */
number?: (number | null)
/**
 * The rows before this page, as `after` takes it.
 */
prev?: (string | null)
/**
 * Rows of a page.
 */
size: number
total: Total
}
/**
 * A number of rows.
 */
export interface Total {
kind: TotalKind
/**
 * The number; absent when `kind` is `none`.
 */
n?: (number | null)
}
/**
 * The query string of `GET m/{model}`; `f` is a [`ListFilter`] as JSON text.
 */
export interface ListParameters {
/**
 * The rows after (or before) a place that a page gave as `next` or `prev`.
 */
after?: (string | null)
/**
 * Conditions.
 */
f?: (string | null)
/**
 * The columns wanted, with commas between; the list's own otherwise.
 */
fields?: (string | null)
/**
 * The page's number, from 1.
 */
page?: (string | null)
/**
 * Words to search for.
 */
q?: (string | null)
/**
 * Rows of a page.
 */
size?: (string | null)
/**
 * Columns to order by, with commas between: `-placed,number`.
 */
sort?: (string | null)
/**
 * Whether deleted rows are wanted, in place of the others: `1`.
 */
trash?: (string | null)
/**
 * The time zone of presets, an offset such as `+02:00`; UTC otherwise.
 */
tz?: (string | null)
/**
 * A view from Rust, whose conditions hold as well.
 */
view?: (string | null)
}
/**
 * The list of a model.
 */
export interface ListSchema {
/**
 * The columns, in their order.
 */
columns: ColumnSchema[]
count: CountMode
/**
 * What stands where a value is empty.
 */
empty: string
/**
 * The filters offered.
 */
filters?: FilterSchema[]
/**
 * Columns that are there but not shown until the user asks.
 */
more?: ColumnSchema[]
/**
 * The order when the request says none: `-placed`.
 */
order: string[]
paging: Paging
/**
 * Whether there is a search box.
 */
search: boolean
/**
 * What it looks through.
 */
search_help?: string
/**
 * Rows of a page to choose from; the first is the default.
 */
sizes: number[]
/**
 * Views from Rust; those that users saved come from `GET views`.
 */
views?: ViewSchema[]
}
/**
 * A view from Rust: a list with conditions.
 */
export interface ViewSchema {
f: ListFilter
/**
 * What addresses name it by.
 */
key: string
/**
 * The label.
 */
label: string
/**
 * The order; the list's when absent.
 */
sort?: string[]
}
/**
 * `POST login`.
 */
export interface Login {
/**
 * Where the user wanted to go: a path of this site.
 */
next?: (string | null)
/**
 * The password.
 */
password: string
/**
 * The username.
 */
username: string
}
/**
 * The body of `POST markdown`.
 */
export interface MarkdownText {
/**
 * The text.
 */
text: string
}
/**
 * What `POST markdown` answers: the text taken apart.
 */
export interface MarkdownTree {
/**
 * What it holds.
 */
content: Markup[]
}
/**
 * `GET schema/{app.model}`: all that list, form and detail of one model need. What the user may not see is absent.
 */
export interface ModelSchema {
/**
 * What can be done beside editing.
 */
actions?: ActionSchema[]
/**
 * What the user may do with some of its rows.
 */
can: Can[]
/**
 * Every field named below, also those of other models (`author__name`).
 */
fields: {
[k: string]: FieldSchema
}
form: FormSchema
/**
 * What the model is, from its doc comment.
 */
help?: string
/**
 * Whether changes are kept and shown.
 */
history: boolean
/**
 * The icon's name.
 */
icon?: (string | null)
/**
 * `shop.order`.
 */
key: string
list: ListSchema
/**
 * `orders`.
 */
many: string
/**
 * Whether what may be done differs from row to row: then each row says `can`.
 */
object_perms: boolean
/**
 * `order`.
 */
one: string
/**
 * The field that is the primary key.
 */
pk: string
/**
 * Changes whenever anything here does.
 */
rev: string
/**
 * Whether deleted rows stay and can be brought back.
 */
soft_delete: boolean
/**
 * Whether rows have a version that changes must name. Always so.
 */
version: boolean
/**
 * Whether rows have an address on the site itself.
 */
view_url: boolean
}
/**
 * What is known of every model before its schema is asked for.
 */
export interface ModelSummary {
/**
 * What the user may do with some of its rows.
 */
can: Can[]
/**
 * The icon's name.
 */
icon?: (string | null)
/**
 * `orders`.
 */
many: string
/**
 * `order`.
 */
one: string
/**
 * Whether it can be searched.
 */
search: boolean
}
/**
 * A group of the sidebar.
 */
export interface NavGroup {
/**
 * Its label; empty for none.
 */
group: string
/**
 * Its items.
 */
items: NavItem[]
}
/**
 * One item of the sidebar.
 */
export interface NavItem {
/**
 * The icon's name.
 */
icon?: (string | null)
/**
 * The model's or the page's key.
 */
key: string
kind: NavKind
/**
 * The label.
 */
label: string
}
/**
 * `GET pages/{key}`: a page from Rust. `home` is the dashboard.
 */
export interface Page {
/**
 * What stands on it.
 */
blocks: Block[]
/**
 * The key.
 */
key: string
/**
 * The title.
 */
title: string
}
/**
 * The body of `POST pages/{key}/{action}`.
 */
export interface PageSubmit {
/**
 * What the form says.
 */
form: {
[k: string]: unknown
}
}
/**
 * `GET prefs` and `PUT prefs`: how one user wants to see the admin.
 */
export interface Preferences {
/**
 * The columns of lists, by model.
 */
columns?: {
[k: string]: ColumnPreference[]
}
/**
 * How high rows are.
 */
density?: (Density | null)
/**
 * The language.
 */
locale?: (string | null)
/**
 * Rows of a page, by model.
 */
sizes?: {
[k: string]: number
}
/**
 * Light, dark, or as the system has it.
 */
theme?: (ThemeChoice | null)
}
/**
 * `POST reauth`.
 */
export interface Reauth {
/**
 * The password of who is signed in.
 */
password: string
}
/**
 * The body of `POST m/{model}` and `PATCH m/{model}/{id}`, which says only what changed.
 * 
 * Relations are written as keys: `"7"`, `["1", "2"]`.
 */
export interface RecordWrite {
/**
 * Changes of rows of other models, by the inline's name. All or nothing, with the row.
 */
inlines?: {
[k: string]: InlineWrite
}
/**
 * The values, by field.
 */
set: {
[k: string]: unknown
}
}
/**
 * A row to choose.
 */
export interface RelationOption {
/**
 * The key.
 */
id: string
/**
 * Its name for people.
 */
repr: string
/**
 * What tells it from others of the same name.
 */
sub?: (string | null)
}
/**
 * `GET rel/{model}/{field}?q=…&ids=…&after=…`: rows to choose from, never more than 20.
 */
export interface RelationOptions {
/**
 * Where more are.
 */
next?: (string | null)
/**
 * The rows.
 */
options: RelationOption[]
}
/**
 * Who looks at the schema.
 */
export interface SchemaUser {
/**
 * The key.
 */
id: string
/**
 * The name shown.
 */
name: string
/**
 * Whether everything may be done.
 */
superuser: boolean
/**
 * What the user signs in with.
 */
username: string
}
/**
 * Records of one model.
 */
export interface SearchGroup {
/**
 * `orders`.
 */
label: string
/**
 * The model.
 */
model: string
/**
 * Whether there are more.
 */
more: boolean
/**
 * At most five.
 */
rows: RelationOption[]
}
/**
 * `GET search?q=…`: records for the palette.
 */
export interface SearchResults {
/**
 * By model; models without a match are absent.
 */
groups: SearchGroup[]
/**
 * Whether some models did not answer in time.
 */
partial: boolean
}
/**
 * The site.
 */
export interface SiteInfo {
/**
 * The environment, shown beside the name.
 */
env?: (Environment | null)
/**
 * Parts of the admin that are there beside models: `audit`, `import`, `export`, `tasks`, ….
 */
features: string[]
/**
 * The language when the user chose none.
 */
locale: string
/**
 * The languages to choose from.
 */
locales: string[]
/**
 * The address of the site itself, for a link "View site".
 */
site_url?: (string | null)
/**
 * The address of the generated style sheet.
 */
theme_css?: (string | null)
/**
 * Its name.
 */
title: string
/**
 * The time zone that times are shown in when the user chose none; an IANA name.
 */
tz: string
}
/**
 * `GET schema`: what the frame around every page needs. Small, whatever the number of models.
 */
export interface SiteSchema {
/**
 * Texts of the interface in the user's language that differ from the built-in ones.
 */
messages?: {
[k: string]: string
}
/**
 * Every model that the user may see, by key (`shop.order`).
 */
models: {
[k: string]: ModelSummary
}
/**
 * The sidebar.
 */
nav: NavGroup[]
/**
 * Changes whenever anything here does.
 */
rev: string
site: SiteInfo
user: SchemaUser
}
/**
 * `POST uploads?model=…&field=…`, a form with the part `file`: a file that waits for a day for the form to be saved,
 * which names it by `id`: `{"set": {"cover": "018f…"}}`.
 */
export interface Uploaded {
/**
 * What it is, by its content.
 */
content_type: string
/**
 * What the form says to take it.
 */
id: string
/**
 * The name that its file will have, unless it is taken.
 */
name: string
/**
 * How many bytes it has.
 */
size: number
}
/**
 * A saved view of a list.
 */
export interface View {
/**
 * The columns.
 */
columns?: (ColumnPreference[] | null)
f: ListFilter
/**
 * The key.
 */
id: string
/**
 * The label.
 */
label: string
/**
 * The list.
 */
model: string
/**
 * Whether the user may change and delete it: the own ones, and shared ones for who may change every view.
 */
own: boolean
/**
 * Words.
 */
q?: (string | null)
/**
 * The key of the group it is shared with.
 */
role?: (string | null)
shared: Shared
/**
 * The order.
 */
sort: string[]
}
/**
 * The body of `POST views` and `PUT views/{id}`, which answer with the [`View`].
 */
export interface ViewWrite {
/**
 * The columns.
 */
columns?: (ColumnPreference[] | null)
f: ListFilter
/**
 * The label.
 */
label: string
/**
 * The list.
 */
model: string
/**
 * Words.
 */
q?: (string | null)
/**
 * The key of the group it is shared with.
 */
role?: (string | null)
shared: Shared
/**
 * The order.
 */
sort: string[]
}
/**
 * `GET views?model=…`: the saved views that the user may use.
 */
export interface Views {
/**
 * Whether the user may share views with everyone.
 */
everyone: boolean
/**
 * The groups that the user may share views with: their keys are what [`ViewWrite::role`] takes.
 */
roles: Related[]
/**
 * The views.
 */
views: View[]
}
