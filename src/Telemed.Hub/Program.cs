using Microsoft.AspNetCore.SignalR;
using Telemed.Fhir.Rest;
using Telemed.Fhir.Schema;
using Telemed.Fhir.Search;
using Telemed.Fhir.Store;
using Telemed.Hub.Features.Channels;
using Telemed.Hub.Features.Deadlines;
using Telemed.Hub.Features.Demo;
using Telemed.Hub.Features.Inbox;
using Telemed.Hub.Features.Patients;
using Telemed.Hub.Features.Photos;
using Telemed.Hub.Features.Requests;
using Telemed.Hub.Features.Tasks;
using Telemed.Hub.Features.Triage;
using Telemed.Hub.Platform;
using Telemed.Hub.Platform.Pages;

var builder = WebApplication.CreateBuilder(args);
Telemetry.Add(builder);

var database = builder.Configuration.GetConnectionString("Telemed") ?? throw new InvalidOperationException("ConnectionStrings:Telemed is missing.");
var pathways = PathwayList.Read(builder.Configuration["Pathways:Folder"] ?? throw new InvalidOperationException("Pathways:Folder is missing."));
await Migrator.Migrate(database, CancellationToken.None, typeof(Program).Assembly);
var db = PreparedDatabase.Open(database);

builder.Services.AddSingleton(db);
builder.Services.AddSingleton(await SearchParameters.Load(db, CancellationToken.None));
builder.Services.AddSingleton(pathways);
builder.Services.AddSingleton<IReadRule, Access>();
builder.Services.AddSingleton<IWriteRule, ReachRule>();
builder.Services.AddSingleton<IWriteRule, ReachPatient>();
builder.Services.AddSingleton<IWriteRule, SubmitRequest>();
builder.Services.AddSingleton<IWriteRule, UpdateTask>();
PhotosFeature.Add(builder.Services);
ChannelsFeature.Add(builder.Services);
builder.Services.AddSingleton<FhirStore>();
builder.Services.AddSingleton<MoveTask>();
builder.Services.AddSingleton<HubClock>();
builder.Services.AddSingleton<TimeProvider>(services => services.GetRequiredService<HubClock>());
builder.Services.AddHostedService<HubClock.Reader>();
builder.Services.AddSingleton<InboxHints>();
builder.Services.AddSingleton<InboxEvents>();
builder.Services.AddSingleton<InboxLog>();
builder.Services.AddSingleton<InboxPush>();
builder.Services.AddHostedService(services => services.GetRequiredService<InboxPush>());
builder.Services.AddHostedService<RemindPool>();
builder.Services.AddSingleton<IUserIdProvider, AccountIsTheUser>();
builder.Services.AddSignalR().AddMessagePackProtocol();
builder.Services.AddOptions<DemoOptions>().BindConfiguration("Demo");
builder.Services.AddHealthChecks().AddCheck<DatabaseAnswers>("database", tags: [DatabaseAnswers.Ready]);
builder.Services.AddConsole();
builder.Services.AddSingleton<ReadRequests>();
builder.Services.AddSingleton<ReadCases>();
SignIn.Add(builder.Services);

var app = builder.Build();
app.UseConsole();
app.UseAuthentication();
app.Use((http, next) => Caller.Attach(http, _ => next(http)));
app.Use((http, next) => SignIn.CheckOrigin(http, _ => next(http)));
app.UseViewer();
app.UseAuthorization();
app.UseAntiforgery();

app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains(DatabaseAnswers.Ready) }).AllowAnonymous();
app.MapPrometheusScrapingEndpoint().AllowAnonymous();

var fhir = app.MapGroup("/fhir").RequireAuthorization(SignIn.BearerOnly).DisableAntiforgery();
TaskOperations.Map(fhir);
PhotosFeature.MapFhir(fhir);
ReadCommunication.Map(fhir);
fhir.MapFhir(Caller.Of);

var signedIn = app.MapGroup("").RequireAuthorization();
GetInbox.Map(signedIn);
PhotosFeature.Map(signedIn);
app.MapHub<InboxHub>("/hubs/inbox");
SearchPatients.Map(signedIn);
RequestPages.Map(signedIn);
TriagePages.Map(signedIn);
MyChannelsPages.Map(signedIn);
SignInPages.Map(app);
ChannelsFeature.MapReceipts(app);
app.MapLanguage();
DemoToken.Map(app);
SetClock.Map(app);

await app.RunAsync();
