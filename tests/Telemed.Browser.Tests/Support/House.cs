using Telemed.Browser.Tests.Support;
using Xunit.Sdk;
using Xunit.v3;

// One hub and one Chromium for all stories, one story at a time: the machine may have two cores.
[assembly: AssemblyFixture(typeof(Browsers))]
[assembly: Parallelization(Mode = ParallelMode.None)]
