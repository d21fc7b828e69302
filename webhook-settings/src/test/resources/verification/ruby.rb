STDIN.read.lines(chomp: true).each do |line|
  header, body, secret = line.split(/ /, -1)
  begin
    given = header == "-" ? nil : header.unpack1("m").force_encoding("UTF-8")
    puts verify(given, body.unpack1("m"), secret.unpack1("m")) ? "valid" : "invalid"
  rescue => e
    puts "threw #{e.inspect}"
  end
end
