# The hub's image, built from the repository's root: docker build --tag telemed-hub .
FROM node:22-bookworm-slim AS npm
WORKDIR /source
COPY package.json package-lock.json .npmrc ./
RUN npm ci

# The build needs node for the console's scripts and the FHIR search parameters.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
COPY --from=npm /usr/local/bin/node /usr/local/bin/
COPY --from=npm /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/Telemed.Core/Telemed.Core.csproj src/Telemed.Core/packages.lock.json src/Telemed.Core/
COPY src/Telemed.Fhir/Telemed.Fhir.csproj src/Telemed.Fhir/packages.lock.json src/Telemed.Fhir/
COPY src/Telemed.Hub/Telemed.Hub.csproj src/Telemed.Hub/packages.lock.json src/Telemed.Hub/
RUN dotnet restore src/Telemed.Hub --locked-mode
COPY . .
COPY --from=npm /source/node_modules node_modules
# The packages are those of the lock file, whatever the times of the two say.
RUN touch node_modules/.package-lock.json && \
    dotnet publish src/Telemed.Hub --configuration Release --no-restore --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
COPY fhir-profiles/pathways pathways
ENV ASPNETCORE_HTTP_PORTS=8080 Pathways__Folder=/app/pathways
EXPOSE 8080
USER $APP_UID
# The image has no curl.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/live HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && grep -q '^HTTP/1.[01] 200' <&3"]
ENTRYPOINT ["dotnet", "Telemed.Hub.dll"]
