//! Rules about bytes and characters.

rules! { Decode:
    ENCODING_BROKEN "encoding-broken" Error [UnicodeError] "XML 1.0 §4.3.3"
        "bytes that are not what the encoding says":
        "an XML parser stops at the first such byte, and the reader shows nothing"
        => "save the file as UTF-8 and declare encoding=\"utf-8\""
    ENCODING_UNKNOWN "encoding-unknown" Error [UnknownEncoding] "XML 1.0 §4.3.3"
        "a declared encoding that does not exist":
        "a parser that does not know an encoding has to give up"
        => "declare encoding=\"utf-8\""
    ENCODING_OBSCURE "encoding-obscure" Warning [ObscureEncoding] "XML 1.0 §4.3.3"
        "an encoding that few programs know":
        "parsers must know UTF-8 and UTF-16; everything else is luck"
        => "save the file as UTF-8"
    ENCODING_NONSTANDARD "encoding-nonstandard" Advice [NonstdEncoding] "XML 1.0 §4.3.3"
        "an encoding other than UTF-8 and UTF-16":
        "parsers need not know it, although most do"
        => "save the file as UTF-8"
    ENCODING_UNDECLARED "encoding-undeclared" Advice [MissingEncoding] "XML 1.0 §4.3.3"
        "no declared encoding":
        "a server that adds an encoding of its own then decides what the letters are"
        => "begin the file with <?xml version=\"1.0\" encoding=\"utf-8\"?>"
}
