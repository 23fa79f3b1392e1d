"""How well Nashra finds what people ask for, beside what others would have found."""
