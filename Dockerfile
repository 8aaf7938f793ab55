# One image for every role: docker run feedback [saga|notifications|gateway|migrate ...]; without any, all in one process.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/Host -c Release -o /app

# What was published brings the runtime along.
FROM mcr.microsoft.com/dotnet/runtime-deps:10.0
WORKDIR /app
COPY --from=build /app .
# A folder for SQLite files, where no database server is configured.
RUN mkdir data && chown "$APP_UID" data
USER $APP_UID
ENV ASPNETCORE_HTTP_PORTS= \
    Urls=http://+:8080
EXPOSE 8080
# The image has no curl; bash speaks enough HTTP.
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=6 CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/ready HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["./Host"]
