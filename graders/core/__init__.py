"""What every stage uses: exceptions, results, safe texts and outputs, folders replaced at once."""
