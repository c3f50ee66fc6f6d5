System.Console.WriteLine("territory");
