/** Every address of the app in one place: pages link with these, never with text of their own. `brand` is a brand's slug. */
const of = (brand: string) => `/b/${encodeURIComponent(brand)}`;

export const paths = {
  signIn: () => "/sign-in",
  signOut: () => "/sign-out",
  /** Where the code of the second factor is asked for; `to` is where the person wanted to go. */
  challenge: (to?: string) => `/sign-in/code${to && to !== "/" ? `?to=${encodeURIComponent(to)}` : ""}`,
  /** With a token, where a new password is chosen; without, where the letter is asked for. */
  reset: (token?: string) => (token ? `/reset/${token}` : "/reset"),
  verify: (token: string) => `/verify?token=${encodeURIComponent(token)}`,
  invitation: (token: string) => `/invitations/${token}`,
  home: () => "/",
  brands: () => "/brands",
  newBrand: () => "/brands/new",

  today: (brand: string) => `${of(brand)}/today`,
  live: (brand: string) => `${of(brand)}/live`,
  briefs: (brand: string) => `${of(brand)}/briefs`,
  newBrief: (brand: string) => `${of(brand)}/briefs/new`,
  brief: (brand: string, id: string) => `${of(brand)}/briefs/${id}`,
  briefEdit: (brand: string, id: string) => `${of(brand)}/briefs/${id}/edit`,
  briefRetries: (brand: string, id: string) => `${of(brand)}/briefs/${id}/retries`,
  /** A brief's whole grid, and where cells of it are put in or taken out. */
  briefMatrix: (brand: string, id: string) => `${of(brand)}/briefs/${id}/matrix`,
  briefCells: (brand: string, id: string) => `${of(brand)}/briefs/${id}/cells`,
  briefCopies: (brand: string, id: string) => `${of(brand)}/briefs/${id}/copies`,
  briefYaml: (brand: string, id: string) => `${of(brand)}/briefs/${id}/brief.yaml`,
  /** A new brief that goes on with a draft, or begins with a template. */
  briefFrom: (brand: string, from: { draft: string } | { template: string } | { product: string }) =>
    `${of(brand)}/briefs/new?${new URLSearchParams(from)}`,
  briefDraft: (brand: string, id: string) => `${of(brand)}/briefs/drafts/${id}`,
  briefImport: (brand: string) => `${of(brand)}/briefs/import`,
  briefLaunch: (brand: string, id: string) => `${of(brand)}/briefs/${id}/launch`,
  review: (brand: string, videoId?: string) => `${of(brand)}/review${videoId ? `/${videoId}` : ""}`,
  /** Where a variant's script is read, changed and compared. */
  script: (brand: string, variantId: string) => `${of(brand)}/scripts/${variantId}`,
  /** How far the filming of a variant's latest version is, and where it is stopped. */
  filming: (brand: string, variantId: string) => `${of(brand)}/filming/${variantId}`,
  video: (brand: string, id: string) => `${of(brand)}/videos/${id}`,
  /** `part` is the file of a video: the MP4 (ranges answered), its poster or its captions; of another `cut` than its own. */
  videoFile: (brand: string, id: string, part: "video.mp4" | "poster" | "captions.vtt", cut?: string) =>
    `${of(brand)}/videos/${id}/${part}${cut ? `?cut=${cut}` : ""}`,
  /** Everything that is known of how a video came to be, as a page or for programs. */
  videoDossier: (brand: string, id: string, form: "html" | "json") => `${of(brand)}/videos/${id}/dossier.${form}`,
  /** A file of a video to take away, under a name that says what it is. */
  videoDownload: (
    brand: string,
    id: string,
    part: "video.mp4" | "poster" | "captions.vtt" | "captions.srt",
    cut?: string,
  ) => `${of(brand)}/videos/${id}/${part}?download${cut ? `&cut=${cut}` : ""}`,
  /** Two videos beside each other; the version before, when it is not said `against` which. */
  videoCompare: (brand: string, id: string, against?: string) =>
    `${of(brand)}/videos/${id}/compare${against ? `?with=${against}` : ""}`,
  /** Where other hooks for a video are asked for, and put in. */
  videoHooks: (brand: string, id: string) => `${of(brand)}/videos/${id}/hooks`,
  videoFixes: (brand: string, id: string) => `${of(brand)}/videos/${id}/fixes`,
  /** Where the filming of a video is stopped, and takes of unknown fate are decided. */
  videoFilming: (brand: string, id: string) => `${of(brand)}/videos/${id}/filming`,
  videoApproval: (brand: string, id: string) => `${of(brand)}/videos/${id}/approval`,
  videoReturn: (brand: string, id: string) => `${of(brand)}/videos/${id}/return`,
  videoRejection: (brand: string, id: string) => `${of(brand)}/videos/${id}/rejection`,
  videoPosts: (brand: string, id: string) => `${of(brand)}/videos/${id}/posts`,
  calendar: (brand: string) => `${of(brand)}/calendar`,
  heldPosts: (brand: string) => `${of(brand)}/posts/held`,
  post: (brand: string, id: string) => `${of(brand)}/posts/${id}`,
  postTime: (brand: string, id: string) => `${of(brand)}/posts/${id}/time`,
  postSending: (brand: string, id: string) => `${of(brand)}/posts/${id}/sending`,
  postSettling: (brand: string, id: string) => `${of(brand)}/posts/${id}/settling`,
  postWithdrawal: (brand: string, id: string) => `${of(brand)}/posts/${id}/withdrawal`,
  library: (brand: string) => `${of(brand)}/library`,
  /** The videos with these ids, in one file. */
  libraryZip: (brand: string) => `${of(brand)}/library.zip`,
  personas: (brand: string) => `${of(brand)}/personas`,
  newPersona: (brand: string) => `${of(brand)}/personas/new`,
  casting: (brand: string, audience?: string) =>
    `${of(brand)}/personas/cast${audience ? `?${new URLSearchParams({ audience })}` : ""}`,
  persona: (brand: string, id: string) => `${of(brand)}/personas/${id}`,
  personaPortrait: (brand: string, id: string) => `${of(brand)}/personas/${id}/portrait.png`,
  personaPicture: (brand: string, id: string, pictureId: string) => `${of(brand)}/personas/${id}/pictures/${pictureId}`,
  personaEdit: (brand: string, id: string) => `${of(brand)}/personas/${id}/edit`,
  /** The face that a look and a seed give, drawn without keeping it: `look` is the form's fields. */
  facePreview: (brand: string, look: URLSearchParams) => `${of(brand)}/personas/face.svg?${look}`,
  voiceSample: (brand: string, voice: string) => `${of(brand)}/personas/voices/${encodeURIComponent(voice)}.wav`,
  brand: (brand: string) => `${of(brand)}/brand`,
  /** Where captions, end card, music and cuts of the kit are chosen. */
  brandLook: (brand: string) => `${of(brand)}/brand/look`,
  claims: (brand: string) => `${of(brand)}/brand/claims`,
  claimWithdrawal: (brand: string, id: string) => `${of(brand)}/brand/claims/${id}/withdrawal`,
  brandKitFile: (brand: string, version: number, file: string) =>
    `${of(brand)}/brand/kits/${version}/${file.split("/").map(encodeURIComponent).join("/")}`,
  /** A picture or sound of what a version of the kit may choose from, such as `captions-pop.png`. */
  kitSample: (brand: string, version: number, sample: string) => `${of(brand)}/brand/samples/${version}/${sample}`,
  products: (brand: string) => `${of(brand)}/products`,
  product: (brand: string, id: string) => `${of(brand)}/products/${id}`,
  productFromLink: (brand: string) => `${of(brand)}/products/from-link`,
  productImport: (brand: string) => `${of(brand)}/products/import`,
  productPicture: (brand: string, id: string) => `${of(brand)}/products/${id}/picture`,
  /** Where pictures and clips that its videos cut to are added; one of them, `?still` for what a clip begins with. */
  productCutaways: (brand: string, id: string) => `${of(brand)}/products/${id}/cutaways`,
  productCutaway: (brand: string, id: string, cutawayId: string) => `${of(brand)}/products/${id}/cutaways/${cutawayId}`,
  /** Where two of its pictures are marked as before and after, and where a mark is taken back. */
  productPairs: (brand: string, id: string) => `${of(brand)}/products/${id}/pairs`,
  productPair: (brand: string, id: string, pairId: string) => `${of(brand)}/products/${id}/pairs/${pairId}`,
  productArchive: (brand: string, id: string) => `${of(brand)}/products/${id}/archive`,
  /** `shot` is the form's fields: an address shows the same shot to whoever opens it. */
  playground: (brand: string, shot?: URLSearchParams) => `${of(brand)}/playground${shot?.size ? `?${shot}` : ""}`,
  playgroundClips: (brand: string) => `${of(brand)}/playground/clips`,
  playgroundClip: (brand: string, id: string, part: "video.mp4" | "poster") =>
    `${of(brand)}/playground/clips/${id}/${part}`,
  dossier: (brand: string, id: string) => `${of(brand)}/playground/dossiers/${encodeURIComponent(id)}`,
  results: (brand: string) => `${of(brand)}/results`,
  resultsReading: (brand: string) => `${of(brand)}/results/reading`,
  resultsCsv: (brand: string) => `${of(brand)}/results.csv`,
  channels: (brand: string) => `${of(brand)}/channels`,
  settings: () => "/settings",
  members: () => "/settings/members",
  member: (userId: string) => `/settings/members/${encodeURIComponent(userId)}`,
  security: () => "/settings/security",
  outbox: () => "/settings/outbox",
  activity: () => "/settings/activity",
  run: (id: string) => `/settings/activity/${encodeURIComponent(id)}`,
  runRetry: (id: string) => `/settings/activity/${encodeURIComponent(id)}/retry`,
  eventRouting: (id: string) => `/settings/activity/events/${encodeURIComponent(id)}`,
  runCancellation: (id: string) => `/settings/activity/${encodeURIComponent(id)}/cancellation`,
  webhooks: () => "/settings/webhooks",
  newWebhook: () => "/settings/webhooks/new",
  webhook: (id: string) => `/settings/webhooks/${id}`,
  webhookEdit: (id: string) => `/settings/webhooks/${id}/edit`,
  webhookMessage: (id: string, deliveryId: string) => `/settings/webhooks/${id}/${deliveryId}`,
  audit: () => "/settings/audit",
  workspaceData: () => "/settings/workspace",
  workspaceExport: () => "/settings/workspace.tar",
  auditCsv: () => "/settings/audit.csv",
  apiKeys: () => "/settings/api-keys",
  /** Where programs ask; and the page that says what. */
  api: () => "/api/v1",
  apiReference: () => "/api",

  /** Public. `handle` is the Showcase connection's. */
  showcase: (handle: string, postId?: string) => `/showcase/${encodeURIComponent(handle)}${postId ? `/${postId}` : ""}`,
  showcaseFile: (postId: string, part: "video.mp4" | "poster" | "captions.vtt" | "portrait" | "picture") =>
    `/showcase-files/${postId}/${part}`,
  /** What a visitor does with a post; POST only. */
  showcaseAct: (handle: string, postId: string, act: "views" | "likes" | "shares") =>
    `/showcase/${encodeURIComponent(handle)}/${postId}/${act}`,
  link: (code: string) => `/l/${code}`,
};
