Console.Error.WriteLine("HallGrains");
